"""Carries the lease into threads, which do not inherit context variables."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .lease import CURRENT
from .patching import Patches


def install(patches: Patches) -> None:
    """Wrap Thread.start and ThreadPoolExecutor.submit (also behind loop.run_in_executor)."""
    patches.wrap(threading.Thread, "start", _start)
    patches.wrap(ThreadPoolExecutor, "submit", _submit)


def _start(original: Callable[..., Any]) -> Callable[..., Any]:
    def start(self: threading.Thread) -> None:
        lease = CURRENT.get()
        if lease is not None:
            run = self.run

            def run_with_lease() -> None:
                CURRENT.set(lease)
                run()

            self.run = run_with_lease  # type: ignore[method-assign]
        original(self)

    return start


def _submit(original: Callable[..., Any]) -> Callable[..., Any]:
    # A pool's thread is started by whoever submits first and then serves everybody: the lease
    # belongs to the work item, not to the thread.
    def submit(self: Any, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        lease = CURRENT.get()

        def call_with_lease(*args: Any, **kwargs: Any) -> Any:
            token = CURRENT.set(lease)
            try:
                return fn(*args, **kwargs)
            finally:
                CURRENT.reset(token)

        return original(self, call_with_lease, *args, **kwargs)

    return submit
