"""folder_paths answers with the tenant's directories, whichever way a node asks.

Installed from the prestartup script: packs may do `from folder_paths import ...` afterwards.
Without a lease the process-wide directories remain; they are nobody's (see audit.py).
"""

from __future__ import annotations

import functools
import os
import types
from collections.abc import Callable
from typing import Any

from .containment import is_within, require_own, resolve, resolve_directory
from .lease import KINDS, current
from .patching import Patches


class ProcessWide:
    """The directories ComfyUI was started with, resolved. They may still change during start-up."""

    def __init__(self, folder_paths: types.ModuleType) -> None:
        self._values = vars(folder_paths)
        self._real = functools.lru_cache(maxsize=64)(os.path.realpath)

    def directory(self, kind: str) -> str:
        """The resolved process-wide directory of this kind."""
        return self._real(self._values[f"{kind}_directory"])

    def kind_of(self, path: str) -> str | None:
        """Which process-wide directory a resolved path lies in, if any."""
        for kind in KINDS:
            if is_within(path, self.directory(kind)):
                return kind
        return None


def install(patches: Patches, folder_paths: types.ModuleType) -> ProcessWide:
    """Wrap getters, module attributes and the functions that build paths from user input."""
    process_wide = ProcessWide(folder_paths)
    for kind in KINDS:
        patches.wrap(folder_paths, f"get_{kind}_directory", _getter(kind))
    _answer_attributes(folder_paths)
    patches.wrap(folder_paths, "get_annotated_filepath", _annotated(process_wide))
    patches.wrap(folder_paths, "exists_annotated_filepath", _exists(folder_paths))
    patches.wrap(folder_paths, "get_save_image_path", _save_path(process_wide))
    return process_wide


def _getter(kind: str) -> Callable[[Any], Any]:
    def make(original: Callable[[], str]) -> Callable[[], str]:
        def get_directory() -> str:
            lease = current()
            return lease.directory(kind) if lease is not None else original()

        return get_directory

    return make


def _answer_attributes(folder_paths: types.ModuleType) -> None:
    """Packs that read `folder_paths.output_directory` as an attribute get the tenant's as well."""

    def attribute(kind: str) -> property:
        name = f"{kind}_directory"

        def read(module: types.ModuleType) -> str:
            lease = current()
            return lease.directory(kind) if lease is not None else vars(module)[name]

        def write(module: types.ModuleType, value: str) -> None:
            vars(module)[name] = value

        return property(read, write)

    members = {f"{kind}_directory": attribute(kind) for kind in KINDS}
    folder_paths.__class__ = type("TenantFolderPaths", (types.ModuleType,), members)


def _annotated(process_wide: ProcessWide) -> Callable[[Any], Any]:
    def make(original: Callable[..., str]) -> Callable[..., str]:
        def get_annotated_filepath(name: str, default_dir: str | None = None) -> str:
            lease = current()
            if lease is None:
                return original(name, default_dir)
            # A default_dir taken at import time means the tenant's own directory of that kind.
            kind = process_wide.kind_of(os.path.realpath(default_dir)) if default_dir else None
            path = original(name, lease.directory(kind) if kind else default_dir)
            real = resolve(lease, path)
            if not default_dir or kind or not is_within(real, os.path.realpath(default_dir)):
                require_own(lease, real, name)
            return path

        return get_annotated_filepath

    return make


def _exists(folder_paths: types.ModuleType) -> Callable[[Any], Any]:
    def make(original: Callable[[str], bool]) -> Callable[[str], bool]:
        def exists_annotated_filepath(name: str) -> bool:
            try:
                folder_paths.get_annotated_filepath(name)
                return original(name)
            except (PermissionError, ValueError):  # ValueError: a NUL in the name
                return False

        return exists_annotated_filepath

    return make


def _save_path(process_wide: ProcessWide) -> Callable[[Any], Any]:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def get_save_image_path(
            filename_prefix: str, output_dir: str, *args: Any, **kwargs: Any
        ) -> Any:
            lease = current()
            if lease is None:
                return original(filename_prefix, output_dir, *args, **kwargs)
            if not is_within(output_dir, lease.home):
                kind = process_wide.kind_of(os.path.realpath(output_dir))
                if kind in ("output", "temp"):  # a directory captured at import time
                    output_dir = lease.directory(kind)
            subfolder = os.path.dirname(filename_prefix)
            folder = os.path.join(output_dir, subfolder) if subfolder else output_dir
            require_own(lease, resolve_directory(lease, folder), filename_prefix)
            result = original(filename_prefix, output_dir, *args, **kwargs)
            require_own(lease, resolve_directory(lease, result[0]), filename_prefix)
            return result

        return get_save_image_path

    return make
