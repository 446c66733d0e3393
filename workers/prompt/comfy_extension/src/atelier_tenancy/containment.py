"""Where does a path really lead? Containment is decided on resolved paths, never on their text."""

from __future__ import annotations

import os

from .lease import KINDS, Lease

# Tenants' kind directories that are no links, looked at once: audit.py lets no lease replace them.
_plain: set[str] = set()
_PLAIN_MAX = 20_000


class TenantPathError(PermissionError):
    """A path leaves the directories of the tenant on whose behalf it was opened."""


def is_within(path: str, root: str) -> bool:
    """Whether a resolved path is `root` or lies below it."""
    return path == root or path.startswith(root + os.sep)


def resolve(lease: Lease, path: str, follow: bool = True) -> str:
    """The real path, with as few system calls as will do: this runs for every opened file, and
    each call lets go of the interpreter lock while the server's thread wants it.

    `..` is left to realpath, which applies it after symlinks as the kernel does; normalising the
    text first would let `link/../x` pass as a path of one's own. `follow=False` is for calls that
    act on a link itself (remove, rename).
    """
    parent, name = os.path.split(path)
    if name in ("", ".", ".."):
        return os.path.realpath(path)
    real = resolve_directory(lease, parent)
    full = f"{real}{os.sep}{name}" if real != os.sep else real + name
    return os.path.realpath(full) if follow and os.path.islink(full) else full


def resolve_directory(lease: Lease, path: str) -> str:
    """The real path of a directory, remembered for the lease."""
    if not path.startswith(os.sep):  # depends on the working directory, which may change
        return os.path.realpath(path)
    path = path.rstrip(os.sep) or os.sep
    real = lease.real_directories.get(path)
    if real is None:
        real = path if _is_plain_below(lease.home, path) else os.path.realpath(path)
        lease.real_directories[path] = real
    return real


def _is_plain_below(home: str, path: str) -> bool:
    """Whether a path lies below home without links or dots, so that its text is its real path.

    Home itself is real: the root was resolved at start, and no lease can write beside its home.
    """
    if not is_within(path, home):
        return False
    at = home
    for name in path[len(home) + 1 :].split(os.sep) if path != home else ():
        at = f"{at}{os.sep}{name}"
        if name in ("", ".", "..") or (at not in _plain and os.path.islink(at)):
            return False
        if name in KINDS and len(at) == len(home) + 1 + len(name):
            _remember_plain(at)
    return True


def _remember_plain(path: str) -> None:
    if len(_plain) >= _PLAIN_MAX:
        _plain.clear()
    _plain.add(path)


def forget_resolved(lease: Lease) -> None:
    """Links or directories are about to change: what was resolved so far no longer holds."""
    lease.real_directories.clear()


def require_own(lease: Lease, real: str, shown: str) -> None:
    """Raise unless a resolved path is in the tenant's home. `shown` is the text the user gave."""
    if not is_within(real, lease.home):
        raise TenantPathError(f"path outside of your own directories: {shown!r}")
