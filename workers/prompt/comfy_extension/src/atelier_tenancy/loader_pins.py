"""Keeps idle results of shared loaders in ComfyUI's caches, a bounded number of them.

The classic cache drops whatever the last prompt did not use, the LRU cache whatever has been idle
for long: one tenant's small prompts would evict the model that everybody else needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .cache_keys import SHARED
from .patching import Patches


def install(patches: Patches, caching: Any, keep: int) -> None:
    """Wrap the clean-up of both caches; `keep` is the number of idle results to hold."""
    if keep <= 0:
        return
    patches.wrap(caching.BasicCache, "_clean_cache", lambda original: _classic(original, keep))
    patches.wrap(caching.LRUCache, "clean_unused", lambda original: _lru(original, keep))


def _shared_keys(cache: dict[Any, Any]) -> list[Any]:
    return [key for key in cache if isinstance(key, tuple) and key[0] is SHARED]


def _classic(original: Callable[..., Any], keep: int) -> Callable[..., Any]:
    def clean(self: Any) -> None:
        used = set(self.cache_key_set.get_used_keys())
        idle = {key: self.cache[key] for key in _shared_keys(self.cache) if key not in used}
        original(self)
        # Idle ones first: those in use move behind them, so the head is the longest idle.
        self.cache = {**dict(list(idle.items())[-keep:]), **self.cache}

    return clean


def _lru(original: Callable[..., Any], keep: int) -> Callable[..., Any]:
    def clean_unused(self: Any) -> None:
        if len(self.cache) > self.max_size:
            shared = sorted(_shared_keys(self.cache), key=lambda key: self.used_generation[key])
            for key in shared[-keep:]:
                self.used_generation[key] = self.generation
        original(self)

    return clean_unused
