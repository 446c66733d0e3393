import os

import pytest

from atelier_tenancy.containment import (
    TenantPathError,
    forget_resolved,
    is_within,
    require_own,
    resolve,
    resolve_directory,
)
from atelier_tenancy.lease import Lease


@pytest.fixture
def root(tmp_path):
    for tenant in ("alice", "bob"):
        for kind in ("output", "input"):
            (tmp_path / tenant / kind).mkdir(parents=True)
    return os.path.realpath(tmp_path)


@pytest.fixture
def alice(root):
    return Lease(root, "alice")


def test_a_common_beginning_of_names_is_not_containment():
    assert is_within("/t/alice/x", "/t/alice")
    assert is_within("/t/alice", "/t/alice")
    assert not is_within("/t/alice2/x", "/t/alice")


@pytest.mark.parametrize(
    "path", ["alice/output/x", "alice/output/../input/x", "bob/input/x", "alice/../bob/x"]
)
def test_resolving_agrees_with_realpath(alice, root, path):
    assert resolve(alice, f"{root}/{path}") == os.path.realpath(f"{root}/{path}")


def test_links_are_followed_whether_last_or_in_between(alice, root):
    os.symlink(f"{root}/bob/output", f"{root}/alice/output/link")
    assert resolve(alice, f"{root}/alice/output/link/x") == f"{root}/bob/output/x"
    assert resolve(alice, f"{root}/alice/output/link") == f"{root}/bob/output"
    link = f"{root}/alice/output/link"
    assert resolve(alice, link, follow=False) == link


def test_dots_after_a_link_are_taken_from_where_the_link_leads(alice, root):
    os.symlink(f"{root}/bob/output", f"{root}/alice/output/link")
    assert resolve(alice, f"{root}/alice/output/link/../input/x") == f"{root}/bob/input/x"


def test_a_directory_that_became_a_link_is_seen_after_forgetting(alice, root):
    folder = f"{root}/alice/output/sub"
    os.mkdir(folder)
    assert resolve_directory(alice, folder) == folder
    os.rmdir(folder)
    os.symlink(f"{root}/bob/output", folder)
    forget_resolved(alice)
    assert resolve_directory(alice, folder) == f"{root}/bob/output"


def test_relative_paths_start_at_the_working_directory(alice, root, monkeypatch):
    monkeypatch.chdir(f"{root}/alice/output")
    assert resolve(alice, "x") == f"{root}/alice/output/x"
    assert resolve(alice, "../../bob/x") == f"{root}/bob/x"


def test_the_error_shows_what_the_user_wrote(alice, root):
    require_own(alice, f"{root}/alice/output/x", "x")
    with pytest.raises(TenantPathError, match=r"outside of your own directories: '\.\./x'"):
        require_own(alice, f"{root}/bob/x", "../x")
