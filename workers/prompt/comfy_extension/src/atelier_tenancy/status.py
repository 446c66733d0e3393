"""`status` messages: each tenant hears its own numbers, and only when they change.

Otherwise their rhythm would tell one tenant when another works. The worker hears the totals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .identity import SYSTEM
from .lease import CURRENT, Lease
from .patching import Patches


def install(patches: Patches, server_class: type, root: str) -> None:
    """Replace the broadcast that ComfyUI makes on every change of the queue."""
    patches.wrap(server_class, "queue_updated", lambda original: _queue_updated(root))


def _queue_updated(root: str) -> Callable[[Any], None]:
    told: dict[str, int] = {}

    def queue_updated(self: Any) -> None:
        sids = list(self.sockets)
        for sid in [known for known in told if known not in sids]:
            told.pop(sid, None)
        for sid in sids:
            lease = Lease(root, sid.partition("/")[0])
            token = CURRENT.set(lease)
            try:
                status = self.get_queue_info()
                remaining = status["exec_info"]["queue_remaining"]
                if lease.tenant != SYSTEM and told.get(sid, 0) == remaining:
                    continue
                told[sid] = remaining
                self.send_sync("status", {"status": status}, sid)
            finally:
                CURRENT.reset(token)

    return queue_updated
