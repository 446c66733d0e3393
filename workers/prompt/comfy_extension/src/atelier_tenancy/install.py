"""Puts everything in place, in two steps, or ends the process.

ComfyUI only logs a failing prestartup script or pack and serves on, without isolation then. So any
failure here exits with code 78, after one line that says why.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from . import audit, expectations, folders, temp_sweep, threads
from .patching import Patches
from .settings import Settings, SettingsError, read_settings

EXIT_CODE = 78  # EX_CONFIG


class UnsupportedError(Exception):
    """This ComfyUI's internals are not what we know how to wrap."""


class _Prepared:
    """What the first step leaves for the second."""

    settings: Settings
    process_wide: folders.ProcessWide

    def __init__(self) -> None:
        self.patches = Patches()


_prepared: _Prepared | None = None


def before_packs() -> None:
    """From the prestartup script: paths, threads and the audit hook."""
    _or_exit(_before_packs)


def with_server() -> None:
    """From the pack itself: server, queue, executor and caches."""
    _or_exit(_with_server)


def _before_packs() -> None:
    global _prepared
    import folder_paths

    _require(expectations.changed(expectations.of_paths(folder_paths)))
    prepared = _Prepared()
    prepared.settings = read_settings(os.environ)
    os.makedirs(prepared.settings.root, exist_ok=True)
    prepared.process_wide = folders.install(prepared.patches, folder_paths)
    threads.install(prepared.patches)
    audit.install(prepared.settings.root, prepared.process_wide)
    _switch_assets_off()
    temp_sweep.start(prepared.settings.root, prepared.settings.temp_max_age_s)
    _prepared = prepared


def _switch_assets_off() -> None:
    """Newer versions register files without an owner and serve them by hash; never in pool mode."""
    from comfy.cli_args import args

    if hasattr(args, "disable_assets"):
        args.disable_assets = True


def _with_server() -> None:
    import execution
    import nodes
    import server
    from comfy_execution import caching

    if _prepared is None:
        raise UnsupportedError("prestartup_script.py was not run before the packs were loaded")
    instance = server.PromptServer.instance
    expected = expectations.of_server(execution, nodes, server, caching)
    _require(expectations.changed(expected) + expectations.missing_state(instance))
    if getattr(getattr(instance, "asset_manager", None), "enabled", False):
        raise UnsupportedError("the asset system is on; start with --disable-assets")
    _install_server(_prepared, execution, nodes, server.PromptServer, caching)


def _install_server(
    prepared: _Prepared, execution: Any, nodes: Any, server_class: Any, caching: Any
) -> None:
    # Imported here because they need aiohttp, which ComfyUI imports after the prestartup scripts.
    from . import (
        cache_keys,
        executor,
        loader_pins,
        queue_stamp,
        queue_view,
        running,
        selftest,
        sockets,
        status,
    )
    from .gate import Gate
    from .identity import Authenticator

    patches, settings, server = prepared.patches, prepared.settings, server_class.instance
    workers = sockets.WorkerClients()
    sockets.install(patches, server_class, server)
    status.install(patches, server_class, settings.root)
    queue_stamp.install(patches, execution.PromptQueue, workers)
    queue_view.install(patches, execution.PromptQueue)
    current_prompt = running.install(patches, nodes, execution.PromptQueue)
    executor.install(patches, execution.PromptExecutor, current_prompt, settings.root)
    loaders = cache_keys.SharedLoaders(nodes.NODE_CLASS_MAPPINGS, settings.shared_loaders)
    cache_keys.install(patches, caching, nodes.NODE_CLASS_MAPPINGS, loaders, settings.fresh_outputs)
    loader_pins.install(patches, caching, settings.keep_loaders)
    import folder_paths

    selftest.install(server, patches, folder_paths, settings.root)
    authenticator = Authenticator(settings.secret)
    gate = Gate(
        settings.root,
        authenticator,
        prepared.process_wide,
        workers,
        current_prompt,
        settings.is_workspace,
    )
    patches.wrap(server_class, "add_routes", lambda original: _add_routes(original, gate))


def _add_routes(original: Callable[..., Any], gate: Any) -> Callable[..., Any]:
    # Called once all packs are loaded: only then is the head of the list sure to stay the head.
    def add_routes(self: Any) -> None:
        original(self)
        self.app.middlewares.insert(0, gate.middleware())

    return add_routes


def _require(changes: list[str]) -> None:
    if changes:
        raise UnsupportedError("; ".join(changes))


def _or_exit(step: Callable[[], None]) -> None:
    try:
        step()
    except UnsupportedError as error:
        _exit(f"this ComfyUI is not supported in pool mode: {error}")
    except SettingsError as error:
        _exit(str(error))
    except BaseException:
        traceback.print_exc()
        _exit("installation failed, see the traceback above")


def _exit(reason: str) -> NoReturn:
    print(f"atelier-tenancy: {reason}", file=sys.stderr, flush=True)
    os._exit(EXIT_CODE)  # sys.exit would only be logged
