import os
import types

import pytest

from atelier_tenancy.audit import Guard
from atelier_tenancy.containment import TenantPathError
from atelier_tenancy.folders import ProcessWide
from atelier_tenancy.lease import Lease


@pytest.fixture
def world(tmp_path):
    """Root with two tenants, the process-wide directories, and a place that is neither."""
    real = os.path.realpath(tmp_path)
    for folder in ("tenants/alice/output/sub", "tenants/bob/output", "models"):
        os.makedirs(f"{real}/{folder}")
    module = types.ModuleType("folder_paths")
    for kind in ("output", "temp", "input", "user"):
        os.makedirs(f"{real}/wide/{kind}")
        setattr(module, f"{kind}_directory", f"{real}/wide/{kind}")
    guard = Guard(f"{real}/tenants", ProcessWide(module))
    return types.SimpleNamespace(path=real, guard=guard, alice=Lease(f"{real}/tenants", "alice"))


def _check(world, event, *args):
    world.guard.check(world.alice, event, args)


def _refused(world, event, *args):
    with pytest.raises(TenantPathError):
        _check(world, event, *args)


def test_own_files_and_shared_files_are_open(world):
    _check(world, "open", f"{world.path}/tenants/alice/output/x", "w", os.O_WRONLY)
    _check(world, "open", f"{world.path}/models/x.safetensors", "r", os.O_RDONLY)
    _check(world, "os.listdir", f"{world.path}/tenants/alice/output")
    _check(world, "open", 3, "r", 0)
    _check(world, "os.listdir", None)


@pytest.mark.parametrize("event", ["open", "os.listdir", "os.scandir", "os.remove", "os.mkdir"])
def test_another_tenants_paths_are_closed(world, event):
    for path in ("tenants/bob/output/x", "tenants/bob", "tenants", "tenants/alice/../bob/output"):
        _refused(world, event, f"{world.path}/{path}", "r", os.O_RDONLY)
    _refused(world, event, os.fsencode(f"{world.path}/tenants/bob/output"), "r", os.O_RDONLY)


def test_both_ends_of_a_rename_or_link_count(world):
    own, theirs = f"{world.path}/tenants/alice/output/x", f"{world.path}/tenants/bob/output/x"
    for event in ("os.rename", "os.link", "shutil.copyfile", "os.symlink"):
        _refused(world, event, own, theirs, -1, -1)
        _refused(world, event, theirs, own, -1, -1)


def test_a_relative_link_is_judged_from_where_it_lies(world):
    _refused(world, "os.symlink", "../../bob/output", f"{world.path}/tenants/alice/output/l", -1)
    _check(world, "os.symlink", "../output/x", f"{world.path}/tenants/alice/output/l", -1)


def test_a_path_relative_to_a_descriptor_is_judged_from_there(world):
    fd = os.open(f"{world.path}/tenants/bob/output", os.O_RDONLY)
    try:
        _refused(world, "os.remove", "x", fd)
    finally:
        os.close(fd)


def test_process_wide_directories_are_nobodys(world):
    for kind in ("output", "temp", "input"):
        _refused(world, "open", f"{world.path}/wide/{kind}/x", "r", os.O_RDONLY)
    _check(world, "open", f"{world.path}/wide/user/default/x", "r", os.O_RDONLY)
    _refused(world, "open", f"{world.path}/wide/user/default/x", "w", os.O_WRONLY | os.O_CREAT)
    _refused(world, "os.remove", f"{world.path}/wide/user/x", -1)


def test_the_kind_directories_cannot_be_replaced(world):
    home = f"{world.path}/tenants/alice"
    _refused(world, "os.rename", f"{home}/output", f"{home}/output/sub/x", -1, -1)
    _refused(world, "os.rmdir", f"{home}/output", -1)
    _refused(world, "os.symlink", "/models", f"{home}/temp", -1)


def test_an_ended_lease_opens_nothing_of_the_tenants(world):
    world.alice.end()
    _refused(world, "open", f"{world.path}/tenants/alice/output/x", "r", os.O_RDONLY)
    _check(world, "open", f"{world.path}/models/x", "r", os.O_RDONLY)


def test_the_process_keeps_its_environment_to_itself(world):
    for path in ("/proc/self/environ", f"/proc/{os.getpid()}/mem", "/proc/self/task/1/environ"):
        _refused(world, "open", path, "r", os.O_RDONLY)
    _check(world, "open", "/proc/meminfo", "r", os.O_RDONLY)


def test_a_folder_named_like_a_kind_is_judged_from_its_descriptor(world, monkeypatch):
    """Removing a tree names its parts relative to descriptors, not to the working directory."""
    monkeypatch.chdir(f"{world.path}/wide")
    fd = os.open(f"{world.path}/tenants/alice/output/sub", os.O_RDONLY)
    try:
        _check(world, "os.rmdir", "input", fd)
        _refused(world, "os.rmdir", "input", -1)
    finally:
        os.close(fd)
