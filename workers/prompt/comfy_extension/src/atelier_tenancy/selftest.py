"""GET /atelier/selftest: the worker asks before it hands out the first prompt.

The answer rests on behaviour: with a lease of a made-up tenant each way to find or open a directory
is tried, because names that exist are not yet names that work.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp import web

from . import VERSION
from .lease import CURRENT, Lease
from .patching import Patches

_PROBE = "atelier-selftest"


def install(server: Any, patches: Patches, folder_paths: Any, root: str) -> None:
    """Register the route; ComfyUI adds its `/api` twin itself."""

    @server.routes.get("/atelier/selftest")
    async def selftest(request: web.Request) -> web.Response:
        checks = run_checks(folder_paths, root)
        covered = patches.covered()
        body = {
            "ok": all(checks.values()),
            "version": VERSION,
            "comfyui": comfyui_version(),
            "wrapped": patches.names(),
            # Replaced once more by another pack after us; harmless if it calls the original.
            "rewrapped": covered,
            "checks": checks,
        }
        return web.json_response(body, status=200 if body["ok"] else 500)


def comfyui_version() -> str:
    """The version ComfyUI gives itself."""
    try:
        from comfyui_version import __version__
    except ImportError:
        return "unknown"
    return str(__version__)


def run_checks(folder_paths: Any, root: str) -> dict[str, bool]:
    """Try each guarantee with a lease of our own; True means it holds."""
    lease = Lease(root, _PROBE)
    token = CURRENT.set(lease)
    try:
        own = lease.directory("output")
        checks: dict[str, Callable[[], bool]] = {
            "getter": lambda: folder_paths.get_output_directory() == own,
            "attribute": lambda: folder_paths.output_directory == own,
            "thread": lambda: _in_thread(folder_paths.get_output_directory) == own,
            "pool": lambda: _in_pool(folder_paths.get_output_directory) == own,
            "annotated": lambda: _refuses(folder_paths.get_annotated_filepath, "../../x/input/y"),
            "prefix": lambda: _refuses(folder_paths.get_save_image_path, "../../x/output/y", own),
            "audit": lambda: _refuses(os.listdir, os.path.join(root, "x")),
            "dead lease": lambda: _dead_lease_is_refused(root, own),
        }
        return {name: _holds(check) for name, check in checks.items()}
    finally:
        CURRENT.set(None)  # nobody's errand; the caller's lease would be refused here
        shutil.rmtree(lease.home, ignore_errors=True)
        CURRENT.reset(token)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        return False


def _refuses(function: Callable[..., Any], *args: Any) -> bool:
    try:
        function(*args)
    except PermissionError:
        return True
    except Exception:
        return False
    return False


def _in_thread(function: Callable[[], Any]) -> Any:
    answer: list[Any] = []
    thread = threading.Thread(target=lambda: answer.append(function()))
    thread.start()
    thread.join()
    return answer[0]


def _in_pool(function: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


def _dead_lease_is_refused(root: str, own: str) -> bool:
    ended = Lease(root, _PROBE)
    ended.end()
    token = CURRENT.set(ended)
    try:
        return _refuses(os.listdir, own)
    finally:
        CURRENT.reset(token)
