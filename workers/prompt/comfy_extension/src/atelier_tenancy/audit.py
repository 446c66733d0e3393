"""The net below every file access that Python code makes while it acts for a tenant.

It sees neither C or Rust code (PyAV, cv2, safetensors) nor child processes, and no stat calls.
The hook runs for every audit event of the interpreter, so the first line must be cheap.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import Any

from .containment import TenantPathError, forget_resolved, is_within, resolve
from .folders import ProcessWide
from .lease import CURRENT, Lease

_ONE_PATH = frozenset(
    "open os.listdir os.scandir os.chdir os.mkdir os.remove os.rmdir os.truncate os.utime os.chmod "
    "os.chown os.setxattr os.removexattr os.listxattr os.getxattr shutil.rmtree shutil.chown "
    "sqlite3.connect".split()
)
_TWO_PATHS = frozenset(
    "os.rename os.link os.symlink shutil.copyfile shutil.copymode shutil.copystat shutil.copytree "
    "shutil.move".split()
)
_WATCHED = _ONE_PATH | _TWO_PATHS
_ON_LINK_ITSELF = frozenset(("os.remove", "os.rename", "os.rmdir", "shutil.rmtree"))
_MOVES_DIRECTORIES = frozenset(("os.rename", "os.symlink", "os.rmdir", "os.link", "shutil.move"))
_REPLACES = frozenset("os.rename os.symlink os.link os.remove os.rmdir shutil.move".split())
_READS = frozenset(("open", "os.listdir", "os.scandir", "os.listxattr", "os.getxattr"))
# Where an event carries the descriptor of the directory that a relative path starts from.
_DIRECTORY_FDS: dict[str, tuple[int, ...]] = {
    "os.remove": (1,),
    "os.rmdir": (1,),
    "os.mkdir": (2,),
    "os.chmod": (2,),
    "os.chown": (3,),
    "os.utime": (3,),
    "os.symlink": (2, 2),
    "os.rename": (2, 3),
    "os.link": (2, 3),
}
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR
# What a process was started with, and its memory: the worker's secret was in the environment.
_PROCESS_INSIDES = re.compile(r"/proc/[^/]+/(?:task/[^/]+/)?(?:environ|mem)")


def install(root: str, process_wide: ProcessWide) -> None:
    """Add the hook; hooks cannot be removed again, which is the point."""
    sys.addaudithook(make_hook(Guard(root, process_wide)))


def make_hook(guard: Guard) -> Callable[[str, tuple[Any, ...]], None]:
    """The hook itself: leaves at once for events that concern no file, and outside of leases."""
    watched, read_lease, check = _WATCHED, CURRENT.get, guard.check

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in watched:
            lease = read_lease()
            if lease is not None:
                check(lease, event, args)

    return hook


class Guard:
    """Decides whether a lease may touch a path."""

    def __init__(self, root: str, process_wide: ProcessWide) -> None:
        self._root = root
        self._process_wide = process_wide

    def check(self, lease: Lease, event: str, args: tuple[Any, ...]) -> None:
        """Raise TenantPathError when one of the event's paths is not the tenant's to touch."""
        if event in _MOVES_DIRECTORIES:
            forget_resolved(lease)
        for path in _paths(event, args):
            real = resolve(lease, path, follow=event not in _ON_LINK_ITSELF)
            reason = self._refusal(lease, event, args, real)
            if reason:
                raise TenantPathError(f"{event}: {reason}: {path!r}")

    def _refusal(self, lease: Lease, event: str, args: tuple[Any, ...], real: str) -> str | None:
        if is_within(real, self._root):
            if not is_within(real, lease.home):
                return "path outside of your own directories"
            if event in _REPLACES and os.path.dirname(real) == lease.home:
                return "your directories themselves cannot be replaced"
            return None if lease.live else "the prompt that started this has ended"
        kind = self._process_wide.kind_of(real)
        # The user directory holds settings that core code reads while it serves anybody.
        if kind and not (kind == "user" and _only_reads(event, args)):
            return "path in a directory that belongs to nobody"
        if real.startswith("/proc/") and _PROCESS_INSIDES.match(real):
            return "the process's own state"
        return None


def _only_reads(event: str, args: tuple[Any, ...]) -> bool:
    if event == "open":
        flags = args[2] if len(args) > 2 else 0
        return isinstance(flags, int) and not flags & _WRITE_FLAGS
    return event in _READS


def _paths(event: str, args: tuple[Any, ...]) -> list[str]:
    """The event's paths as text; file descriptors were checked when they were opened."""
    directory_fds = _DIRECTORY_FDS.get(event, ())
    found = []
    for index, arg in enumerate(args[: 2 if event in _TWO_PATHS else 1]):
        if isinstance(arg, (str, bytes, os.PathLike)) and arg:
            path = os.fsdecode(arg)
            if index < len(directory_fds) and path[0] != "/":
                path = _from_directory(args, directory_fds[index], path)
            found.append(path)
    if event == "os.symlink" and len(found) == 2:  # a link's text is relative to where it lies
        found[0] = os.path.join(os.path.dirname(found[1]), os.fsdecode(args[0]))
    return found


def _from_directory(args: tuple[Any, ...], index: int, path: str) -> str:
    fd = args[index] if len(args) > index else None
    return path if not isinstance(fd, int) or fd < 0 else f"/proc/self/fd/{fd}/{path}"
