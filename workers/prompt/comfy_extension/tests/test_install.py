"""The pack's two entry points end the process instead of serving half isolated."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import test_folders

PACK = Path(__file__).resolve().parent.parent / "pack" / "atelier"
SECRET = "00" * 32


@pytest.fixture
def run(tmp_path):
    """Runs a script beside a stand-in for ComfyUI's folder_paths."""
    (tmp_path / "folder_paths.py").write_text(test_folders.SOURCE)
    (tmp_path / "comfy").mkdir()
    (tmp_path / "comfy" / "__init__.py").touch()
    (tmp_path / "comfy" / "cli_args.py").write_text("class args: disable_assets = False\n")

    def run_script(code, **env):
        settings = {
            "ATELIER_RUNNER_SECRET": SECRET,
            "ATELIER_TENANTS_ROOT": str(tmp_path / "tenants"),
            "PYTHONPATH": str(tmp_path),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": os.environ["PATH"],
        }
        return subprocess.run(
            [sys.executable, "-c", code],
            env=settings | env,
            capture_output=True,
            text=True,
            timeout=30,
        )

    return run_script


def _script(name, before="", after=""):
    return f"{before}\nimport runpy\nrunpy.run_path({str(PACK / name)!r})\n{after}"


def test_the_prestartup_script_installs_and_takes_the_secret_away(run):
    after = """
import os, folder_paths, comfy.cli_args
print("ATELIER_RUNNER_SECRET" in os.environ, type(folder_paths).__name__)
print(comfy.cli_args.args.disable_assets)
"""
    result = run(_script("prestartup_script.py", after=after))
    assert (result.returncode, result.stdout) == (0, "False TenantFolderPaths\nTrue\n"), result


def test_a_changed_internal_is_named_on_one_line_and_ends_the_process(run):
    before = "import folder_paths\ndel folder_paths.get_save_image_path"
    result = run(_script("prestartup_script.py", before, "print('still here')"))
    assert (result.returncode, result.stdout) == (78, "")
    assert result.stderr == (
        "atelier-tenancy: this ComfyUI is not supported in pool mode: "
        "folder_paths.get_save_image_path is missing\n"
    )


def test_a_missing_secret_ends_the_process_without_a_traceback(run):
    result = run(_script("prestartup_script.py"), ATELIER_RUNNER_SECRET="")
    assert result.returncode == 78
    assert result.stderr.startswith("atelier-tenancy: ATELIER_RUNNER_SECRET must be")


def test_the_pack_without_its_prestartup_script_ends_the_process(run):
    result = run(_script("__init__.py", after="print('still here')"))
    assert (result.returncode, result.stdout) == (78, "")
    assert "prestartup_script.py was not run" in result.stderr


def test_an_unexpected_error_ends_the_process(run):
    after = "import atelier_tenancy.install as i\ni.with_server()\nprint('still here')"
    result = run(_script("prestartup_script.py", after=after))
    assert (result.returncode, result.stdout) == (78, "")
    assert "installation failed" in result.stderr
