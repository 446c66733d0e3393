"""What enters the queue: stamped with its owner, in the order of arrival, and harmless to read.

Stamped in PromptQueue.put because everything passes there; ComfyUI swallows exceptions of its
prompt handlers and would go on with an unstamped prompt.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from .lease import Lease, current
from .patching import Patches
from .sockets import WorkerClients

# In extra_data of every queue item and history entry.
TENANT_KEY = "atelier_tenant"
# ComfyUI copies queue items recursively in the thread that must never die.
_MAX_DEPTH = 100


def owner_of(item: tuple[Any, ...]) -> str | None:
    """The tenant a queue item was stamped with."""
    return item[3].get(TENANT_KEY)


def install(patches: Patches, queue_class: type, workers: WorkerClients) -> None:
    """Wrap PromptQueue.put."""
    patches.wrap(queue_class, "put", lambda original: _put(original, workers))


def _put(original: Callable[..., Any], workers: WorkerClients) -> Callable[..., Any]:
    numbers = itertools.count()

    def put(self: Any, item: tuple[Any, ...]) -> None:
        lease = current()
        if lease is None:
            raise web.HTTPForbidden(text="prompts are accepted from authenticated tenants only")
        _require_harmless(item)
        _stamp(lease, item[3], workers)
        for node in item[2].values():
            # A client could name another tenant's file hash as part of its cache key.
            node.pop("is_changed", None)
        with self.mutex:
            running = self.currently_running.values()
            if item[1] in self.history or any(i[1] == item[1] for i in [*self.queue, *running]):
                raise _refusal(web.HTTPConflict, "prompt_id_in_use", "this prompt_id is in use")
            # First come, first served: the number is not the client's to choose (nor NaN).
            original(self, (next(numbers), *item[1:]))

    return put


def _stamp(lease: Lease, extra: dict[str, Any], workers: WorkerClients) -> None:
    extra[TENANT_KEY] = lease.tenant
    if extra.get("client_id") is None:
        extra.pop("client_id", None)
    else:
        extra["client_id"] = workers.reply_address(lease, str(extra["client_id"]))


def _require_harmless(item: tuple[Any, ...]) -> None:
    """Validation skips nodes that no output needs; such a node would end the worker thread."""
    if not isinstance(item[2], dict) or not isinstance(item[3], dict):
        raise _refusal(
            web.HTTPBadRequest, "invalid_prompt", "prompt and extra_data must be objects"
        )
    for node_id, node in item[2].items():
        if (
            not isinstance(node, dict)
            or not isinstance(node.get("class_type"), str)
            or not isinstance(node.get("inputs"), dict)
        ):
            raise _refusal(
                web.HTTPBadRequest, "invalid_prompt", f"node {node_id!r} is not a node with inputs"
            )
    if _is_deeper(item[2], _MAX_DEPTH) or _is_deeper(item[3], _MAX_DEPTH):
        raise _refusal(web.HTTPBadRequest, "invalid_prompt", "the prompt is nested too deeply")


def _is_deeper(value: Any, depth: int) -> bool:
    level = [value]
    while level and depth:
        depth -= 1
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
    return bool(level)


def _refusal(kind: type[web.HTTPException], code: str, message: str) -> web.HTTPException:
    """ComfyUI's error shape, so that clients show the message."""
    error = {"type": code, "message": message, "details": "", "extra_info": {}}
    text = json.dumps({"error": error, "node_errors": {}})
    return kind(text=text, content_type="application/json")
