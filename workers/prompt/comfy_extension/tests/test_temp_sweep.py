import os
import time

from atelier_tenancy.temp_sweep import sweep


def _file(path, age_s):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    then = time.time() - age_s
    os.utime(path, (then, then))
    return path


def test_only_old_temp_files_go(tmp_path):
    old = _file(tmp_path / "alice" / "temp" / "sub" / "old.png", 9000)
    young = _file(tmp_path / "alice" / "temp" / "young.png", 10)
    output = _file(tmp_path / "alice" / "output" / "old.png", 9000)
    assert sweep(str(tmp_path), time.time() - 3600) == 1
    assert not old.parent.exists()
    assert young.exists()
    assert output.exists()


def test_links_are_removed_not_followed(tmp_path):
    output = _file(tmp_path / "alice" / "output" / "keep.png", 9000)
    temp = tmp_path / "bob" / "temp"
    temp.mkdir(parents=True)
    (temp / "link").symlink_to(output.parent)
    (tmp_path / "carol").symlink_to(tmp_path / "alice")
    sweep(str(tmp_path), time.time() + 1)
    assert output.exists()


def test_a_missing_root_is_no_error(tmp_path):
    assert sweep(str(tmp_path / "none"), time.time()) == 0
