"""Replaces functions of ComfyUI at run time and remembers what it replaced."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any


class Patches:
    """The ledger of wrapped internals; the self test reads it."""

    def __init__(self) -> None:
        self._done: list[tuple[Any, str, Any]] = []

    def wrap(self, owner: Any, name: str, make: Callable[[Any], Any]) -> None:
        """Replace `owner.name` by `make(original)`. A missing name raises: never half isolated."""
        original = getattr(owner, name)
        wrapper = make(original)
        functools.update_wrapper(wrapper, original)
        setattr(owner, name, wrapper)
        self._done.append((owner, name, wrapper))

    def names(self) -> list[str]:
        """`module.Owner.name` of everything replaced, in order of replacement."""
        return [_label(owner, name) for owner, name, _ in self._done]

    def covered(self) -> list[str]:
        """Names that a later pack replaced again; usually its wrapper calls ours."""
        return [_label(o, n) for o, n, wrapper in self._done if getattr(o, n, None) is not wrapper]


def _label(owner: Any, name: str) -> str:
    if isinstance(owner, types.ModuleType):
        return f"{owner.__name__}.{name}"
    return f"{owner.__module__}.{owner.__qualname__}.{name}"
