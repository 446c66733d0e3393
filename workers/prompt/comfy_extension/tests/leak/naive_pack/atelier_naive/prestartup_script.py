"""Directory switching as one would first write it; the leak suite must catch it.

NAIVE_MODE=context keeps the tenant in a context variable, NAIVE_MODE=global sets ComfyUI's
process-wide directories before each prompt. Nothing else is done.
"""

import contextvars
import os
import sys
import types

import folder_paths

ROOT = os.environ["ATELIER_TENANTS_ROOT"]
MODE = os.environ["NAIVE_MODE"]
KINDS = ("output", "temp", "input")
TENANT = contextvars.ContextVar("naive_tenant", default=None)


def _directory(tenant, kind):
    path = os.path.join(ROOT, tenant, kind)
    os.makedirs(path, exist_ok=True)
    return path


def _getter(kind, original):
    def get_directory():
        tenant = TENANT.get()
        return _directory(tenant, kind) if tenant else original()

    return get_directory


def enter(tenant):
    if MODE == "context":
        TENANT.set(tenant)
        return
    for kind in KINDS:
        getattr(folder_paths, f"set_{kind}_directory")(_directory(tenant, kind))


if MODE == "context":
    for each in KINDS:
        name = f"get_{each}_directory"
        setattr(folder_paths, name, _getter(each, getattr(folder_paths, name)))

shared = types.ModuleType("atelier_naive_shared")
shared.enter = enter
sys.modules["atelier_naive_shared"] = shared
