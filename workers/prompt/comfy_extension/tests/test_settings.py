import pytest

from atelier_tenancy.settings import SettingsError, read_settings

SECRET = "00" * 32


def test_the_secret_leaves_the_environment_and_its_text_is_the_key(tmp_path):
    env = {"ATELIER_RUNNER_SECRET": SECRET, "ATELIER_TENANTS_ROOT": str(tmp_path)}
    settings = read_settings(env)
    assert settings.secret == SECRET.encode()
    assert "ATELIER_RUNNER_SECRET" not in env
    assert SECRET not in repr(settings)


def test_defaults_and_options(tmp_path):
    env = {"ATELIER_RUNNER_SECRET": SECRET, "ATELIER_TENANTS_ROOT": str(tmp_path)}
    assert read_settings(dict(env)).fresh_outputs
    env |= {
        "ATELIER_FRESH_OUTPUTS": "0",
        "ATELIER_SHARED_LOADERS": "A, B",
        "ATELIER_KEEP_LOADERS": "2",
        "ATELIER_WORKSPACE": "1",
    }
    settings = read_settings(env)
    assert settings.is_workspace
    assert (settings.fresh_outputs, settings.keep_loaders) == (False, 2)
    assert settings.shared_loaders == {"A", "B"}


def test_the_root_is_resolved(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    env = {"ATELIER_RUNNER_SECRET": SECRET, "ATELIER_TENANTS_ROOT": str(tmp_path / "link")}
    assert read_settings(env).root == str(tmp_path / "real")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"ATELIER_RUNNER_SECRET": ""}, "ATELIER_RUNNER_SECRET"),
        ({"ATELIER_RUNNER_SECRET": "short"}, "ATELIER_RUNNER_SECRET"),
        ({"ATELIER_RUNNER_SECRET": "zz" * 32}, "ATELIER_RUNNER_SECRET"),
        ({"ATELIER_TENANTS_ROOT": "relative"}, "ATELIER_TENANTS_ROOT"),
        ({"ATELIER_TENANTS_ROOT": ""}, "ATELIER_TENANTS_ROOT"),
        ({"ATELIER_KEEP_LOADERS": "many"}, "ATELIER_KEEP_LOADERS"),
    ],
)
def test_what_is_wrong_is_named_without_its_secret(change, named):
    env = {"ATELIER_RUNNER_SECRET": SECRET, "ATELIER_TENANTS_ROOT": "/tenants", **change}
    with pytest.raises(SettingsError, match=named) as error:
        read_settings(env)
    assert SECRET not in str(error.value)
