"""Removes what old prompts left in tenants' temp directories; ComfyUI empties only its own.

By age, not all of it: another runner of the same host may be at work in the same directories.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time


def start(root: str, max_age_s: float) -> threading.Thread:
    """Sweep once in the background, so that start-up does not wait for it."""
    thread = threading.Thread(
        target=lambda: _report(sweep(root, time.time() - max_age_s)), daemon=True
    )
    thread.start()
    return thread


def sweep(root: str, older_than_s: float) -> int:
    """Delete files below ROOT/*/temp last changed before this Unix time; returns how many."""
    removed = 0
    with contextlib.suppress(OSError):
        for tenant in os.scandir(root):
            if tenant.is_dir(follow_symlinks=False):
                removed += _sweep_directory(os.path.join(tenant.path, "temp"), older_than_s)
    return removed


def _sweep_directory(top: str, older_than_s: float) -> int:
    removed = 0
    for folder, _, names in os.walk(top, topdown=False):
        for name in names:
            path = os.path.join(folder, name)
            with contextlib.suppress(OSError):
                if os.lstat(path).st_mtime < older_than_s:
                    os.unlink(path)
                    removed += 1
        if folder != top:
            with contextlib.suppress(OSError):  # not empty
                os.rmdir(folder)
    return removed


def _report(removed: int) -> None:
    if removed:
        logging.info("atelier-tenancy: removed %d old temp files", removed)
