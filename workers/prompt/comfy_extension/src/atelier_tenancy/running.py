"""Which prompt is running, and interrupts that can only hit the one they were meant for.

ComfyUI has a single interrupt flag, cleared when a prompt starts. Checking who runs and setting the
flag happen under one lock here, which also switches prompts: a late interrupt cannot hit the next
tenant's prompt, and one that arrives between queue and start is not lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from .identity import SYSTEM
from .lease import CURRENT, Lease
from .patching import Patches
from .queue_stamp import owner_of


class RunningPrompt:
    """The prompt being executed. `set_flag` is ComfyUI's own way to set or clear its flag."""

    def __init__(self, set_flag: Callable[[bool], None]) -> None:
        self._set_flag = set_flag
        self._lock = threading.Lock()
        self._lease: Lease | None = None
        self._stopped_early: set[str | None] = set()

    def begin(self, lease: Lease) -> None:
        """A prompt starts: forget interrupts meant for others, honour one that came early."""
        with self._lock:
            self._lease = lease
            self._set_flag(lease.prompt_id in self._stopped_early)
            self._stopped_early.clear()

    def end(self) -> None:
        """The prompt is over; nothing can be interrupted until the next one begins."""
        with self._lock:
            self._lease = None

    def interrupt_current(self, caller: Lease | None) -> bool:
        """Interrupt whatever runs, if it is the caller's (or the caller is no tenant)."""
        with self._lock:
            return self._stop(lambda lease: _may_stop(caller, lease.tenant))

    def interrupt(self, caller: Lease, prompt_id: str, queue: Any) -> bool:
        """Interrupt this prompt if it is running, or taken from the queue but not yet started."""
        with queue.mutex, self._lock:
            if self._stop(lambda x: x.prompt_id == prompt_id and _may_stop(caller, x.tenant)):
                return True
            for item in queue.currently_running.values():
                if item[1] == prompt_id and _may_stop(caller, owner_of(item)):
                    self._stopped_early.add(prompt_id)
                    return True
        return False

    def _stop(self, matches: Callable[[Lease], bool]) -> bool:
        hit = self._lease is not None and matches(self._lease)
        if hit:
            self._set_flag(True)
        return hit


def _may_stop(caller: Lease | None, tenant: str | None) -> bool:
    return caller is None or (caller.live and caller.tenant in (tenant, SYSTEM))


def install(patches: Patches, nodes: Any, queue_class: type) -> RunningPrompt:
    """Wrap nodes.interrupt_processing, through which ComfyUI and packs set the flag."""
    running = RunningPrompt(nodes.interrupt_processing)

    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def interrupt_processing(value: bool = True) -> None:
            lease = CURRENT.get()
            if value:
                running.interrupt_current(lease)
            elif lease is None:
                original(False)
            # The executor clears the flag as it starts; begin() has done so, and an interrupt may
            # have come in since.

        return interrupt_processing

    patches.wrap(nodes, "interrupt_processing", make)
    if hasattr(queue_class, "interrupt_if_running"):  # newer versions, for /api/jobs
        patches.wrap(queue_class, "interrupt_if_running", _if_running(running))
    return running


def _if_running(running: RunningPrompt) -> Callable[..., Any]:
    def make(original: Callable[..., bool]) -> Callable[..., bool]:
        def interrupt_if_running(self: Any, prompt_id: str) -> bool:
            lease = CURRENT.get()
            if lease is None:
                return original(self, prompt_id)
            return running.interrupt(lease, prompt_id, self)

        return interrupt_if_running

    return make
