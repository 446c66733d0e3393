"""What leaves the queue and the history: a tenant's own items only; the worker sees them all.

Filtered in PromptQueue's methods rather than in routes, because newer versions of ComfyUI build
more routes (/api/jobs) on the same methods. Filtering is lazy: a history can hold 10,000 entries,
and ComfyUI asks for counts on every change of the queue.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Callable
from typing import Any

from .identity import SYSTEM
from .lease import Lease, current
from .patching import Patches
from .queue_stamp import owner_of


def viewer() -> Lease | None:
    """The lease whose view is narrowed; None for ComfyUI itself and for the worker."""
    lease = current()
    return None if lease is None or lease.tenant == SYSTEM else lease


def install(patches: Patches, queue_class: type) -> None:
    """Wrap every method that reads or removes items."""
    for name in ("get_current_queue", "get_current_queue_volatile", "get_tasks_remaining"):
        patches.wrap(queue_class, name, _through_view)
    patches.wrap(queue_class, "get_history", _get_history)
    patches.wrap(queue_class, "wipe_queue", _wipe_queue)
    patches.wrap(queue_class, "wipe_history", _wipe_history)
    patches.wrap(queue_class, "delete_queue_item", _delete_queue_item)
    patches.wrap(queue_class, "delete_history_item", _delete_history_item)


class OwnView:
    """Looks like a PromptQueue that holds one tenant's items."""

    def __init__(self, queue: Any, lease: Lease) -> None:
        self._queue = queue
        self._tenant = lease.tenant
        self.mutex = queue.mutex
        self.server = queue.server

    @property
    def queue(self) -> list[tuple[Any, ...]]:
        """Own waiting items."""
        return [item for item in self._queue.queue if owner_of(item) == self._tenant]

    @property
    def currently_running(self) -> dict[int, tuple[Any, ...]]:
        """The running item if it is the tenant's."""
        running = self._queue.currently_running.items()
        return {number: item for number, item in running if owner_of(item) == self._tenant}

    @functools.cached_property
    def history(self) -> dict[str, dict[str, Any]]:
        """Own finished prompts."""
        entries = self._queue.history.items()
        return {key: entry for key, entry in entries if owner_of(entry["prompt"]) == self._tenant}


def _through_view(original: Callable[..., Any]) -> Callable[..., Any]:
    def read(self: Any, *args: Any, **kwargs: Any) -> Any:
        lease = viewer()
        if lease is None:
            return original(self, *args, **kwargs)
        with self.mutex:
            return original(OwnView(self, lease), *args, **kwargs)

    return read


def _get_history(original: Callable[..., Any]) -> Callable[..., Any]:
    of_all = _through_view(original)

    def get_history(self: Any, prompt_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        lease = viewer()
        if lease is None or prompt_id is None:
            return of_all(self, prompt_id, *args, **kwargs)
        with self.mutex:  # one look-up instead of a filtered copy
            return (
                original(self, prompt_id, *args, **kwargs) if _owns(self, lease, prompt_id) else {}
            )

    return get_history


def _owns(queue: Any, lease: Lease, prompt_id: str) -> bool:
    entry = queue.history.get(prompt_id)
    return entry is not None and owner_of(entry["prompt"]) == lease.tenant


def _wipe_queue(original: Callable[..., Any]) -> Callable[..., Any]:
    def wipe_queue(self: Any) -> None:
        lease = viewer()
        if lease is None:
            original(self)
            return
        with self.mutex:
            self.queue = [item for item in self.queue if owner_of(item) != lease.tenant]
            heapq.heapify(self.queue)
            self.server.queue_updated()

    return wipe_queue


def _wipe_history(original: Callable[..., Any]) -> Callable[..., Any]:
    def wipe_history(self: Any) -> None:
        lease = viewer()
        if lease is None:
            original(self)
            return
        with self.mutex:
            entries = self.history.items()
            self.history = {k: v for k, v in entries if owner_of(v["prompt"]) != lease.tenant}

    return wipe_history


def _delete_queue_item(original: Callable[..., Any]) -> Callable[..., Any]:
    def delete_queue_item(self: Any, function: Callable[[Any], bool]) -> Any:
        lease = viewer()
        if lease is None:
            return original(self, function)
        return original(self, lambda item: owner_of(item) == lease.tenant and function(item))

    return delete_queue_item


def _delete_history_item(original: Callable[..., Any]) -> Callable[..., Any]:
    def delete_history_item(self: Any, id_to_delete: str) -> None:
        lease = viewer()
        with self.mutex:
            if lease is None or _owns(self, lease, id_to_delete):
                original(self, id_to_delete)

    return delete_history_item
