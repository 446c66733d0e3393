"""Who receives a WebSocket message.

Sockets are registered as `<tenant>/<client id>`. The worker submits prompts for its users and
listens on one socket of its own (tenant `system`): a prompt whose client id is the worker's is
answered to that socket and to nobody else. A message without an addressee, which ComfyUI would send
to everybody, reaches the sender's own sockets only; without a tenant it reaches nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .identity import SYSTEM
from .lease import CURRENT, Lease
from .patching import Patches

_WORKER_CLIENTS = 256


class WorkerClients:
    """Client ids on which the worker has listened; remembered so that it may reconnect."""

    def __init__(self) -> None:
        self._ids: dict[str, None] = {}

    def remember(self, client_id: str) -> None:
        """The worker opens a socket with this client id."""
        self._ids.pop(client_id, None)
        self._ids[client_id] = None
        if len(self._ids) > _WORKER_CLIENTS:
            del self._ids[next(iter(self._ids))]

    def reply_address(self, lease: Lease, client_id: str) -> str:
        """Where the events of a prompt submitted with this client id go."""
        return f"{SYSTEM}/{client_id}" if client_id in self._ids else lease.address(client_id)


class SocketTable(dict[str, Any]):
    """`PromptServer.sockets` in which a connection can only remove its own entry.

    ComfyUI's handler pops its id when it ends, even if a newer connection has taken the id over:
    a worker that reconnects would go deaf when the old connection finally closes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._owners: dict[str, object] = {}

    def __setitem__(self, sid: str, value: Any) -> None:
        self._owners[sid] = asyncio.current_task()
        super().__setitem__(sid, value)

    def pop(self, sid: str, *default: Any) -> Any:
        """Remove the entry if the calling connection made it."""
        if sid in self and self._owners.get(sid) is not asyncio.current_task():
            return default[0] if default else self[sid]
        self._owners.pop(sid, None)
        return super().pop(sid, *default)


def install(patches: Patches, server_class: type, server: Any) -> None:
    """Route every message of the server; called before any connection exists."""
    server.sockets = SocketTable()
    server.sockets_metadata = SocketTable()
    patches.wrap(server_class, "send_sync", _send_sync)
    for name in ("send_json", "send_bytes"):
        patches.wrap(server_class, name, _send)


def targets(server: Any, sid: str | None) -> list[str]:
    """The sockets a message of the calling context may reach, given the addressee it asked for."""
    lease = CURRENT.get()
    if lease is None:  # the server's own tasks: only to somebody, never to everybody
        return [] if sid is None else [sid]
    if not lease.live:  # a thread that outlived its prompt
        return []
    if sid is not None:
        return [lease.address(sid)]
    own = [each for each in list(server.sockets) if each.startswith(f"{lease.tenant}/")]
    return own if lease.reply_to is None or lease.reply_to in own else [*own, lease.reply_to]


def _send_sync(original: Callable[..., Any]) -> Callable[..., Any]:
    def send_sync(self: Any, event: Any, data: Any, sid: str | None = None) -> None:
        for target in targets(self, sid):
            original(self, event, data, target)

    return send_sync


def _send(original: Callable[..., Any]) -> Callable[..., Any]:
    # Also the last line of defence for senders that kept the unwrapped send_sync.
    async def send(self: Any, event: Any, data: Any, sid: str | None = None) -> None:
        if event == "status" and isinstance(data, dict) and isinstance(data.get("sid"), str):
            # The frontend adopts this id as its client id: it must not learn our prefix.
            data = {**data, "sid": data["sid"].partition("/")[2]}
        for target in targets(self, sid):
            await original(self, event, data, target)

    return send
