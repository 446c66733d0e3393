"""Where does a path really lead? Containment is decided on resolved paths, never on their text."""

from __future__ import annotations

import os

from .lease import Lease


class TenantPathError(PermissionError):
    """A path leaves the directories of the tenant on whose behalf it was opened."""


def is_within(path: str, root: str) -> bool:
    """Whether a resolved path is `root` or lies below it."""
    return path == root or path.startswith(root + os.sep)


def resolve(lease: Lease, path: str, follow: bool = True) -> str:
    """The real path, cheaply: parents are resolved once per lease, the last part by one lstat.

    `..` is left to realpath, which applies it after symlinks as the kernel does; normalising the
    text first would let `link/../x` pass as a path of one's own. `follow=False` is for calls that
    act on a link itself (remove, rename).
    """
    parent, name = os.path.split(path)
    if name in ("", ".", ".."):
        return os.path.realpath(path)
    # Without a parent the path depends on the working directory, which may change.
    real = lease.real_parents.get(parent) if parent and parent[0] == "/" else None
    if real is None:
        real = os.path.realpath(parent)
        if parent and parent[0] == "/":
            lease.real_parents[parent] = real
    full = f"{real}{os.sep}{name}" if real != os.sep else real + name
    return os.path.realpath(full) if follow and os.path.islink(full) else full


def forget_resolved(lease: Lease) -> None:
    """Links or directories are about to change: what was resolved so far no longer holds."""
    lease.real_parents.clear()


def require_own(lease: Lease, path: str, shown: str) -> None:
    """Raise unless the path really lies in the tenant's home. `shown` is the text the user gave."""
    if not is_within(os.path.realpath(path), lease.home):
        raise TenantPathError(f"path outside of your own directories: {shown!r}")
