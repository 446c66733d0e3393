"""The right to act as a tenant for as long as one request or one prompt lasts.

The current lease travels in a context variable; threads.py carries it into threads. A thread that
outlives its prompt still holds the lease, but a dead one: it opens nothing and sends nothing.
"""

from __future__ import annotations

import contextvars
import itertools
import os
from typing import Any

KINDS = ("output", "temp", "input", "user")

_serials = itertools.count(1)


class Lease:
    """One tenant's identity and directories, bound to one request or prompt."""

    __slots__ = (
        "_directories",
        "home",
        "live",
        "prompt_id",
        "real_directories",
        "reply_to",
        "serial",
        "signatures",
        "tenant",
    )

    def __init__(
        self, root: str, tenant: str, prompt_id: str | None = None, reply_to: str | None = None
    ) -> None:
        self.tenant = tenant
        self.home = f"{root}{os.sep}{tenant}"
        self.live = True
        self.serial = next(_serials)
        self.prompt_id = prompt_id
        # The socket that submitted the prompt; it may belong to the worker (see sockets.py).
        self.reply_to = reply_to
        # Resolved directories (containment.py) and cache keys (cache_keys.py) of this lease only.
        self.real_directories: dict[str, str] = {}
        self.signatures: dict[str, Any] = {}
        self._directories: dict[str, str] = {}

    def directory(self, kind: str) -> str:
        """The tenant's directory of this kind, made when it is first asked for."""
        path = self._directories.get(kind)
        if path is None:
            path = os.path.join(self.home, kind)
            if not os.path.isdir(path):
                os.makedirs(path, exist_ok=True)
            self._directories[kind] = path
        return path

    def address(self, client_id: str) -> str:
        """The socket id `<tenant>/<client id>`; idempotent, so that wrapped calls may nest."""
        if client_id == self.reply_to or client_id.startswith(f"{self.tenant}/"):
            return client_id
        return f"{self.tenant}/{client_id}"

    def end(self) -> None:
        """From now on nobody acts as the tenant through this lease."""
        self.live = False


CURRENT: contextvars.ContextVar[Lease | None] = contextvars.ContextVar("atelier", default=None)


def current() -> Lease | None:
    """The live lease of the calling context; None outside of one and after it has ended."""
    lease = CURRENT.get()
    return lease if lease is not None and lease.live else None
