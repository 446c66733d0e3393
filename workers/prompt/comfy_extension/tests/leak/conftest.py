"""The leak suite: one test per hazard, against a real ComfyUI.

    COMFYUI_DIR=… pytest tests/leak                            ours: everything must pass
    COMFYUI_DIR=… pytest tests/leak --against naive-context    switching by a context variable
    COMFYUI_DIR=… pytest tests/leak --against naive-global     switching by set_*_directory

Against naive switching the tests named in naive_failures.py must fail: that shows that the suite
can see the leak. Unexpected passes and unexpected failures are errors in all three runs.
"""

import asyncio
import inspect
import itertools
import os

import pytest
from comfy_process import ComfyProcess
from naive_failures import CAUGHT

_names = itertools.count(1)


def pytest_collection_modifyitems(config, items):
    against = config.getoption("--against")
    skip = pytest.mark.skip(reason="set COMFYUI_DIR to a ComfyUI installation")
    for item in items:
        if "leak" not in item.path.parts:
            continue
        if not os.environ.get("COMFYUI_DIR"):
            item.add_marker(skip)
        elif against != "ours" and item.get_closest_marker("ours_only"):
            item.add_marker(pytest.mark.skip(reason="about our own protocol"))
        elif against != "ours" and item.name in CAUGHT[against]:
            item.add_marker(pytest.mark.xfail(strict=True, reason="the leak of naive switching"))


def pytest_report_header(config):
    target = os.environ.get("COMFYUI_DIR", "no ComfyUI (COMFYUI_DIR is not set)")
    return f"leak suite against: {config.getoption('--against')} on {target}"


def pytest_pyfunc_call(pyfuncitem):
    """Runs coroutine tests; a plug-in for so little would be one more dependency."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(scope="session")
def comfy_session(request, tmp_path_factory):
    extra = tuple(request.config.getoption("--comfy-args").split())
    against = request.config.getoption("--against")
    comfy = ComfyProcess(against, tmp_path_factory.mktemp("comfy"), extra)
    comfy.start()
    yield comfy
    comfy.stop()


@pytest.fixture
def comfy(comfy_session, request):
    yield comfy_session
    if request.node.get_closest_marker("spoils") and comfy_session.against != "ours":
        comfy_session.restart()


@pytest.fixture
def names():
    """Two tenants nobody has used yet."""
    number = next(_names)
    return f"alice-{number}", f"bob-{number}"
