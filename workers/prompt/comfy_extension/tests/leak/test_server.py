"""Routes that are nobody's, and graphs that would end the worker thread: H24, H29."""

import asyncio
import contextlib

import graphs
import pytest
from client import Tenant, new_id

CLOSED = [
    ("GET", "/internal/logs"),
    ("GET", "/internal/logs/raw"),
    ("GET", "/internal/folder_paths"),
    ("GET", "/internal/files/output"),
    ("PATCH", "/internal/logs/subscribe"),
    ("POST", "/free"),
    ("POST", "/users"),
    ("GET", "/system_stats"),
    ("GET", "/api/system_stats"),
]


@pytest.mark.parametrize(("method", "path"), CLOSED)
async def test_h24_routes_about_the_process_are_closed(comfy, names, method, path):
    async with Tenant(comfy, names[0]) as alice:
        body = {"clientId": "x", "enabled": True, "username": names[0]}
        async with alice.session.request(method, path, json=body) as response:
            assert response.status in (403, 404)


def _without_inputs(graph: dict) -> dict:
    return {**graph, "9": {"class_type": "EmptyImage"}}


def _deep(graph: dict) -> dict:
    value: list = []
    for _ in range(400):
        value = [value]
    unused = {"class_type": "EmptyImage", "inputs": {"x": {"__value__": value}}}
    return {**graph, "9": unused}


def _exit(graph: dict) -> dict:
    inputs = {"how": "exit", "salt": new_id()}
    return {**graph, "9": {"class_type": "ScratchFail", "inputs": inputs}}


@pytest.mark.spoils
@pytest.mark.parametrize("spoil", [_without_inputs, _deep, _exit])
async def test_h29_no_graph_ends_the_worker_thread(comfy, names, spoil):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        status, answer = await alice.submit(spoil(graphs.save_image(graphs.fresh_color())))
        assert status in (200, 400), answer
        if status == 200:
            with contextlib.suppress(asyncio.TimeoutError):
                await alice.finished(answer["prompt_id"], 5)
        _, answer = await bob.submit(graphs.save_image(graphs.fresh_color(), "h29"))
        await bob.finished(answer["prompt_id"], 5)
        assert bob.files() == ["h29_00001_.png"]


@pytest.mark.spoils
async def test_h29_a_crashed_prompt_does_not_show_the_previous_ones_outputs(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        await alice.run(graphs.save_image(graphs.fresh_color(), "h29"))
        _, answer = await bob.submit(graphs.single("ScratchFail", how="exit", salt=new_id()))
        entry = await bob.finished(answer["prompt_id"], 5)
        assert entry["outputs"] == {}
        assert entry["status"]["status_str"] == "error"
        await asyncio.sleep(0)
