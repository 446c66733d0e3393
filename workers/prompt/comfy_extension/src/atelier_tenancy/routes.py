"""Which requests are served at all. Everything else is closed, routes of packs included.

The gateway serves the editor's own state (settings, workflows, static files); a runner only has to
answer what concerns prompts and their files, so the list is short.
"""

from __future__ import annotations

import re

from .identity import SYSTEM

_TENANT = [
    "GET /(ws|prompt|queue|history|history/[^/]+|object_info|object_info/[^/]+|view|features)",
    "GET /(embeddings|models|models/[^/]+|jobs|jobs/[^/]+)",
    "POST /(prompt|queue|history|interrupt|upload/image|upload/mask|jobs/cancel|jobs/[^/]+/cancel)",
    "GET /atelier/selftest",
]
# The worker also looks after the process and fetches what packs bring for the editor.
_WORKER = [
    "GET /(system_stats|extensions|i18n|workflow_templates|global_subgraphs(/[^/]+)?)",
    "GET /(node_replacements|view_metadata/[^/]+|experiment/models(/.+)?)",
    "POST /free",
]
# A workspace's process serves one user: routes and files of packs are that user's. Closed stay
# those that show the host's folders or that keep state of their own beside the gateway's.
_WORKSPACE_CLOSED = [
    "/internal/(folder_paths|files)(/.*)?",
    "/(users|settings|userdata|v2/userdata|assets)(/.*)?",
]


def _compile(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_OPEN_TO_TENANTS = _compile(_TENANT)
_OPEN_TO_WORKER = _compile(_TENANT + _WORKER)
_CLOSED_IN_WORKSPACES = _compile(_WORKSPACE_CLOSED)


def bare_path(path: str) -> str:
    """The path without the `/api` under which ComfyUI serves every route a second time."""
    return path[4:] if path.startswith("/api/") else path


def is_open(
    method: str, path: str, tenant: str, is_static: bool, is_workspace: bool = False
) -> bool:
    """Whether a tenant's request may reach its handler. HEAD counts as GET."""
    verb = "GET" if method == "HEAD" else method
    if tenant != SYSTEM and is_workspace:
        return not _CLOSED_IN_WORKSPACES.fullmatch(bare_path(path))
    if tenant != SYSTEM:
        return not is_static and _OPEN_TO_TENANTS.fullmatch(f"{verb} {bare_path(path)}") is not None
    if is_static:
        return verb == "GET"
    return _OPEN_TO_WORKER.fullmatch(f"{verb} {bare_path(path)}") is not None
