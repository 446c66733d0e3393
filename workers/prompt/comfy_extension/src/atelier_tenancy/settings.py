"""What the worker tells this process through its environment: read once, the secret removed."""

from __future__ import annotations

import os
import re
from collections.abc import MutableMapping
from dataclasses import dataclass, field

_HEX_SECRET = re.compile(r"[0-9a-fA-F]{32,}")


class SettingsError(Exception):
    """The environment lacks something without which tenants cannot be told apart."""


@dataclass(frozen=True)
class Settings:
    """Checked settings. `secret` is the key of the signatures: the hex text's own UTF-8 bytes."""

    root: str
    secret: bytes = field(repr=False)
    # Output nodes run again when the same tenant sends the same graph: their files are moved to
    # object storage after each run, so a cached result would name a file that is gone.
    fresh_outputs: bool = True
    # Idle results of shared loaders that outlive prompts not using them; each holds weights in RAM.
    keep_loaders: int = 4
    shared_loaders: frozenset[str] = frozenset()
    # Every tenant's temp files older than this are removed when the process starts.
    temp_max_age_s: float = 6 * 3600.0
    # The process serves one user alone: what its packs add to the server is open to them.
    is_workspace: bool = False


def read_settings(env: MutableMapping[str, str]) -> Settings:
    """Read and check the variables; the secret is popped so that child processes never see it."""
    secret = env.pop("ATELIER_RUNNER_SECRET", "")
    if not _HEX_SECRET.fullmatch(secret):
        raise SettingsError("ATELIER_RUNNER_SECRET must be at least 32 hex digits")
    root = env.get("ATELIER_TENANTS_ROOT", "")
    if not os.path.isabs(root):
        raise SettingsError("ATELIER_TENANTS_ROOT must be an absolute path")
    return Settings(
        root=os.path.realpath(root),
        secret=secret.encode("utf-8"),
        fresh_outputs=env.get("ATELIER_FRESH_OUTPUTS", "1") != "0",
        keep_loaders=_number(env, "ATELIER_KEEP_LOADERS", 4),
        shared_loaders=frozenset(env.get("ATELIER_SHARED_LOADERS", "").replace(",", " ").split()),
        temp_max_age_s=float(_number(env, "ATELIER_TEMP_MAX_AGE_S", 6 * 3600)),
        is_workspace=env.get("ATELIER_WORKSPACE", "0") == "1",
    )


def _number(env: MutableMapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}")
    return int(text)
