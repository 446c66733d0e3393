import os
import types

import pytest

from atelier_tenancy import folders
from atelier_tenancy.containment import TenantPathError
from atelier_tenancy.lease import CURRENT, Lease
from atelier_tenancy.patching import Patches

SOURCE = """
import os
output_directory = temp_directory = input_directory = user_directory = None
def get_output_directory(): return output_directory
def get_temp_directory(): return temp_directory
def get_input_directory(): return input_directory
def get_user_directory(): return user_directory
def get_annotated_filepath(name, default_dir=None):
    return os.path.join(default_dir or get_input_directory(), name)
def exists_annotated_filepath(name):
    return os.path.exists(os.path.join(get_input_directory(), name))
def get_save_image_path(filename_prefix, output_dir, image_width=0, image_height=0):
    folder = os.path.join(output_dir, os.path.dirname(filename_prefix))
    return folder, os.path.basename(filename_prefix), 1, "", filename_prefix
"""


@pytest.fixture
def folder_paths(tmp_path):
    """A module with the functions of ComfyUI's that are wrapped."""
    module = types.ModuleType("folder_paths")
    exec(SOURCE, vars(module))
    for kind in ("output", "temp", "input", "user"):
        (tmp_path / "wide" / kind).mkdir(parents=True)
        setattr(module, f"{kind}_directory", str(tmp_path / "wide" / kind))
    folders.install(Patches(), module)
    return module


@pytest.fixture
def alice(tmp_path):
    lease = Lease(os.path.realpath(tmp_path), "alice")
    token = CURRENT.set(lease)
    yield lease
    CURRENT.reset(token)


def test_getters_and_attributes_answer_for_the_tenant(folder_paths, alice):
    for kind in ("output", "temp", "input", "user"):
        assert getattr(folder_paths, f"get_{kind}_directory")() == alice.directory(kind)
        assert getattr(folder_paths, f"{kind}_directory") == alice.directory(kind)


def test_without_a_lease_they_are_what_they_were(folder_paths, tmp_path):
    assert folder_paths.get_output_directory() == str(tmp_path / "wide" / "output")
    folder_paths.output_directory = "/elsewhere"
    assert folder_paths.get_output_directory() == folder_paths.output_directory == "/elsewhere"


def test_an_ended_lease_finds_no_tenants_directory(folder_paths, alice, tmp_path):
    alice.end()
    assert folder_paths.get_output_directory() == str(tmp_path / "wide" / "output")


@pytest.mark.parametrize("name", ["../../bob/input/x", "/etc/passwd", "sub/../../../x"])
def test_annotated_names_that_leave_are_refused(folder_paths, alice, name):
    with pytest.raises(TenantPathError):
        folder_paths.get_annotated_filepath(name)
    assert folder_paths.exists_annotated_filepath(name) is False


def test_annotated_names_inside_are_found(folder_paths, alice):
    open(os.path.join(alice.directory("input"), "x.png"), "w").close()
    assert folder_paths.exists_annotated_filepath("x.png")
    assert not folder_paths.exists_annotated_filepath("y.png")
    assert not folder_paths.exists_annotated_filepath("x\0.png")


def test_a_default_directory_taken_at_import_means_the_tenants_own(folder_paths, alice, tmp_path):
    path = folder_paths.get_annotated_filepath("x", str(tmp_path / "wide" / "output"))
    assert path == os.path.join(alice.directory("output"), "x")


def test_a_packs_own_default_directory_stays_readable(folder_paths, alice, tmp_path):
    pack = tmp_path / "pack"
    pack.mkdir()
    assert folder_paths.get_annotated_filepath("x", str(pack)) == str(pack / "x")
    with pytest.raises(TenantPathError):
        folder_paths.get_annotated_filepath("../bob/x", str(pack))


def test_save_paths_stay_inside(folder_paths, alice, tmp_path):
    output = alice.directory("output")
    assert folder_paths.get_save_image_path("a/b", output)[0] == os.path.join(output, "a")
    wide = str(tmp_path / "wide" / "output")
    assert folder_paths.get_save_image_path("b", wide)[0].rstrip("/") == output
    for prefix in ("../../bob/x", "/etc/x"):
        with pytest.raises(TenantPathError):
            folder_paths.get_save_image_path(prefix, output)
    with pytest.raises(TenantPathError):
        folder_paths.get_save_image_path("x", str(tmp_path / "elsewhere"))


def test_a_link_in_the_output_directory_is_no_way_out(folder_paths, alice, tmp_path):
    (tmp_path / "bob").mkdir()
    os.symlink(tmp_path / "bob", os.path.join(alice.directory("output"), "link"))
    with pytest.raises(TenantPathError):
        folder_paths.get_save_image_path("link/x", alice.directory("output"))
