"""What this package expects of ComfyUI's internals, checked before anything is wrapped.

A version that moved or re-shaped one of them would run, but with a hole. Extra parameters with
defaults are fine: every wrapper passes them on.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple


class Expected(NamedTuple):
    """A callable `owner.name` whose first parameters have these names."""

    label: str
    owner: Any
    name: str
    parameters: str
    is_async: bool = False


def of_paths(folder_paths: Any) -> list[Expected]:
    """Checked in the prestartup script."""

    def function(name: str, parameters: str) -> Expected:
        return Expected("folder_paths", folder_paths, name, parameters)

    return [
        *(function(f"get_{kind}_directory", "") for kind in ("output", "temp", "input", "user")),
        function("get_annotated_filepath", "name default_dir"),
        function("exists_annotated_filepath", "name"),
        function("get_save_image_path", "filename_prefix output_dir image_width image_height"),
        Expected("threading.Thread", threading.Thread, "start", "self"),
        Expected("ThreadPoolExecutor", ThreadPoolExecutor, "submit", "self fn"),
    ]


def of_server(execution: Any, nodes: Any, server: Any, caching: Any) -> list[Expected]:
    """Checked when the packs are loaded."""
    queue, prompt_server = execution.PromptQueue, server.PromptServer
    inputs, ids = caching.CacheKeySetInputSignature, caching.CacheKeySetID
    executor = execution.PromptExecutor
    methods = [
        Expected(inputs.__name__, inputs, "get_node_signature", "self dynprompt node_id", True),
        Expected(inputs.__name__, inputs, "get_ordered_ancestry", "self dynprompt node_id"),
        Expected(ids.__name__, ids, "add_keys", "self node_ids", True),
        Expected("BasicCache", caching.BasicCache, "_clean_cache", "self"),
        Expected("LRUCache", caching.LRUCache, "clean_unused", "self"),
        Expected(
            "PromptExecutor",
            executor,
            "execute_async",
            "self prompt prompt_id extra_data execute_outputs",
            True,
        ),
        Expected("PromptExecutor", executor, "add_message", "self event data broadcast"),
        Expected("nodes", nodes, "interrupt_processing", "value"),
    ]
    methods += [
        Expected("PromptQueue", queue, name, parameters)
        for name, parameters in (
            ("put", "self item"),
            ("get", "self timeout"),
            ("task_done", "self item_id history_result status"),
            ("get_history", "self prompt_id max_items offset map_function"),
            ("get_current_queue", "self"),
            ("get_current_queue_volatile", "self"),
            ("get_tasks_remaining", "self"),
            ("delete_queue_item", "self function"),
            ("delete_history_item", "self id_to_delete"),
            ("wipe_queue", "self"),
            ("wipe_history", "self"),
        )
    ]
    methods += [
        Expected("PromptServer", prompt_server, name, parameters, is_async)
        for name, parameters, is_async in (
            ("send_sync", "self event data sid", False),
            ("send_json", "self event data sid", True),
            ("send_bytes", "self event data sid", True),
            ("queue_updated", "self", False),
            ("get_queue_info", "self", False),
            ("add_routes", "self", False),
        )
    ]
    return methods


def changed(expected: Iterable[Expected]) -> list[str]:
    """What is missing or has another signature, in words; empty when all is as expected."""
    return [text for each in expected if (text := _difference(each))]


def missing_state(server: Any) -> list[str]:
    """Attributes of the live server and its queue that the wrappers read or replace."""
    wanted = {
        "PromptServer.app.middlewares": ("app", "middlewares"),
        "PromptServer.routes": ("routes",),
        "PromptServer.sockets": ("sockets",),
        "PromptServer.sockets_metadata": ("sockets_metadata",),
        "PromptServer.client_id": ("client_id",),
        "PromptQueue.mutex": ("prompt_queue", "mutex"),
        "PromptQueue.queue": ("prompt_queue", "queue"),
        "PromptQueue.currently_running": ("prompt_queue", "currently_running"),
        "PromptQueue.history": ("prompt_queue", "history"),
    }
    return [f"{label} is missing" for label, path in wanted.items() if not _has(server, path)]


def _has(value: Any, path: tuple[str, ...]) -> bool:
    for name in path:
        if not hasattr(value, name):
            return False
        value = getattr(value, name)
    return True


def _difference(expected: Expected) -> str | None:
    label = f"{expected.label}.{expected.name}"
    function = getattr(expected.owner, expected.name, None)
    if not callable(function):
        return f"{label} is missing"
    wanted = expected.parameters.split()
    parameters = list(inspect.signature(function).parameters.values())
    names = [parameter.name for parameter in parameters]
    extra_needed = [p for p in parameters[len(wanted) :] if _is_required(p)]
    if names[: len(wanted)] != wanted or extra_needed:
        return f"{label}({', '.join(names)}) instead of ({', '.join(wanted)})"
    if inspect.iscoroutinefunction(function) != expected.is_async:
        return f"{label} {'is no longer' if expected.is_async else 'has become'} async"
    return None


def _is_required(parameter: inspect.Parameter) -> bool:
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return parameter.default is inspect.Parameter.empty and parameter.kind not in variable
