import pytest

from atelier_tenancy.routes import is_open


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /ws",
        "GET /prompt",
        "HEAD /view",
        "POST /prompt",
        "POST /api/prompt",
        "GET /api/object_info/KSampler",
        "POST /upload/mask",
        "GET /api/jobs/x",
        "POST /api/jobs/x/cancel",
        "GET /atelier/selftest",
    ],
)
def test_what_concerns_prompts_and_files_is_open(request_line):
    assert is_open(*request_line.split(), "alice", is_static=False)


@pytest.mark.parametrize(
    "request_line",
    [
        "GET /",
        "GET /internal/logs",
        "GET /userdata",
        "GET /settings",
        "GET /system_stats",
        "POST /free",
        "POST /users",
        "GET /api/assets",
        "GET /api/api/prompt",
        "GET /manager/queue/start",
        "DELETE /prompt",
        "OPTIONS /prompt",
        "GET /history/x/y",
        "GET /promptx",
    ],
)
def test_everything_else_is_closed(request_line):
    assert not is_open(*request_line.split(), "alice", is_static=False)


def test_static_files_and_the_process_are_the_workers():
    assert not is_open("GET", "/extensions/x.js", "alice", is_static=True)
    assert is_open("GET", "/extensions/x.js", "system", is_static=True)
    assert is_open("POST", "/free", "system", is_static=False)
    assert not is_open("POST", "/users", "system", is_static=False)
    assert not is_open("GET", "/internal/logs", "system", is_static=False)


@pytest.mark.parametrize(
    ("request_line", "is_static", "opened"),
    [
        ("GET /system_stats", False, True),
        ("GET /extensions/pack/a.js", True, True),
        ("POST /pack/route", False, True),
        ("GET /internal/logs", False, True),
        ("GET /api/internal/folder_paths", False, False),
        ("GET /internal/files/output", False, False),
        ("POST /api/users", False, False),
        ("GET /userdata/workflows%2Fa.json", False, False),
        ("GET /api/v2/userdata", False, False),
        ("GET /settings", False, False),
    ],
)
def test_a_workspace_opens_what_packs_add(request_line, is_static, opened):
    assert is_open(*request_line.split(), "alice", is_static, is_workspace=True) is opened
