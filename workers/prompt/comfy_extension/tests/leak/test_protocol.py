"""What the worker relies on; about our own protocol, so not run against naive switching."""

import asyncio
import json
import struct

import aiohttp
import graphs
import pytest
from client import Tenant, new_id

from atelier_tenancy.identity import SIGNATURE_HEADER, TENANT_HEADER, sign

pytestmark = pytest.mark.ours_only

PATHS = ["/", "/ws", "/prompt", "/object_info", "/view?filename=x.png", "/scripts/app.js", "/api/x"]


def _slow(salt: str, steps: int = 3) -> dict:
    return graphs.single("ScratchSlow", steps=steps, step_s=0.05, salt=salt)


@pytest.mark.parametrize("path", PATHS)
async def test_requests_without_a_valid_signature_get_403(comfy, path):
    key = comfy.secret.encode()
    bad = [
        {},
        {TENANT_HEADER: "alice"},
        {SIGNATURE_HEADER: sign(key, "")},
        {TENANT_HEADER: "alice", SIGNATURE_HEADER: sign(key, "bob")},
        {TENANT_HEADER: "alice", SIGNATURE_HEADER: sign(b"x", "alice")},
        {TENANT_HEADER: "../bob", SIGNATURE_HEADER: sign(key, "../bob")},
        {TENANT_HEADER: "Alice", SIGNATURE_HEADER: sign(key, "Alice")},
        {TENANT_HEADER: "alice", SIGNATURE_HEADER: "é"},
    ]
    async with aiohttp.ClientSession(comfy.url) as session:
        for headers in bad:
            for method in ("GET", "POST", "OPTIONS"):
                async with session.request(method, path, headers=headers) as response:
                    assert response.status == 403, (method, headers)


async def test_selftest_says_what_is_in_place(comfy):
    async with Tenant(comfy, "system") as system:
        status, body = await system.get("/atelier/selftest")
        answer = json.loads(body)
        assert (status, answer["ok"], answer["rewrapped"]) == (200, True, [])
        assert "server.PromptServer.send_sync" in answer["wrapped"]
        assert answer["comfyui"] != "unknown"
        assert not (comfy.tenants / "atelier-selftest").exists()


async def test_the_worker_hears_every_prompt_it_submits_and_nobody_else_does(comfy, names):
    async with (
        Tenant(comfy, "system") as system,
        Tenant(comfy, names[0]) as alice,
        Tenant(comfy, names[1]) as bob,
        system.listen("slot-1") as worker,
        alice.listen("slot-1") as a,
        bob.listen("slot-1") as b,
    ):
        ids = {alice: new_id(), bob: new_id()}
        for tenant, prompt_id in ids.items():
            await tenant.submit(_slow(prompt_id), client_id="slot-1", prompt_id=prompt_id)
        for tenant, prompt_id in ids.items():
            await tenant.finished(prompt_id)
        for ear in (worker, a, b):
            await ear.settle()
        for prompt_id in ids.values():
            assert "execution_success" in worker.about(prompt_id)
            assert a.about(prompt_id) == b.about(prompt_id) == []
        assert a.frames == b.frames == []
        types = {struct.unpack(">I", frame[:4])[0] for frame in worker.frames}
        assert types == {4}  # previews that name their prompt


async def test_a_pack_broadcast_reaches_the_worker(comfy, names):
    async with Tenant(comfy, "system") as system, Tenant(comfy, names[0]) as alice:
        async with system.listen("slot-2") as worker:
            graph = graphs.single("ScratchBroadcast", text=names[0], later_s=0.0)
            await alice.run(graph, client_id="slot-2")
            await worker.settle()
            assert ("scratch", {"text": names[0]}) in worker.texts


async def test_a_thread_that_outlives_its_prompt_is_not_heard(comfy, names):
    async with Tenant(comfy, "system") as system, Tenant(comfy, names[0]) as alice:
        async with system.listen("slot-3") as worker:
            graph = graphs.single("ScratchBroadcast", text=names[0], later_s=0.3)
            await alice.run(graph, client_id="slot-3")
            await worker.settle(0.8)
            assert f"late {names[0]}" not in json.dumps(worker.texts)


async def test_a_worker_that_reconnects_stays_connected(comfy, names):
    async with Tenant(comfy, "system") as system, Tenant(comfy, names[0]) as alice:
        async with system.listen("slot-4") as old:
            async with system.listen("slot-4") as new:
                await old.ws.close()
                await asyncio.sleep(0.2)
                prompt_id = new_id()
                await alice.run(_slow(prompt_id), client_id="slot-4", prompt_id=prompt_id)
                await new.settle()
                assert "execution_success" in new.about(prompt_id)


async def test_the_worker_sees_the_whole_queue_and_history(comfy, names):
    async with Tenant(comfy, "system") as system, Tenant(comfy, names[0]) as alice:
        prompt_id = new_id()
        await alice.submit(_slow(prompt_id, 10), prompt_id=prompt_id)
        await system.started(prompt_id)
        assert (await system.get_json("/prompt"))["exec_info"]["queue_remaining"] == 1
        entry = await system.finished(prompt_id)
        assert entry["status"]["status_str"] == "success"
        for path in ("/system_stats", "/object_info/SaveImage", "/extensions"):
            assert (await system.get(path))[0] == 200
        assert (await system.post("/free", {}))[0] == 200


async def test_the_worker_interrupts_by_prompt_id_only(comfy, names):
    async with Tenant(comfy, "system") as system, Tenant(comfy, names[0]) as alice:
        prompt_id = new_id()
        await alice.submit(_slow(prompt_id, 100), prompt_id=prompt_id)
        await system.started(prompt_id)
        assert (await system.post("/interrupt", {}))[0] == 400
        assert (await system.post("/interrupt", {"prompt_id": new_id()}))[0] == 200
        assert (await system.post("/interrupt", {"prompt_id": prompt_id}))[0] == 200
        messages = (await alice.finished(prompt_id))["status"]["messages"]
        assert messages[-1][0] == "execution_interrupted"


async def test_an_interrupt_of_a_finished_prompt_hits_nobody(comfy, names):
    async with Tenant(comfy, "system") as system, Tenant(comfy, names[0]) as alice:
        for _ in range(20):
            done, next_one = new_id(), new_id()
            await alice.submit(graphs.save_image(graphs.fresh_color()), prompt_id=done)
            await alice.submit(_slow(next_one, 2), prompt_id=next_one)
            await asyncio.gather(
                *(system.post("/interrupt", {"prompt_id": done}) for _ in range(5))
            )
            entry = await alice.finished(next_one)
            assert entry["status"]["status_str"] == "success"


async def test_malformed_prompts_get_a_readable_400(comfy, names):
    async with Tenant(comfy, names[0]) as alice:
        graph = {**graphs.save_image(1), "9": {"class_type": "EmptyImage"}}
        status, answer = await alice.submit(graph)
        assert status == 400
        assert answer["error"]["type"] == "invalid_prompt"
        assert "'9'" in answer["error"]["message"]


@pytest.mark.parametrize("path", ["/proc/self/environ", "/proc/self/mem"])
async def test_the_processes_environment_is_not_readable(comfy, names, path):
    async with Tenant(comfy, names[0]) as alice:
        entry = await alice.run(graphs.read_text(path, "ScratchReadPath"))
        assert entry["status"]["status_str"] == "error"


async def test_a_path_that_leaves_gives_a_clear_node_error(comfy, names):
    async with Tenant(comfy, names[0]) as alice:
        entry = await alice.run(graphs.save_image(graphs.fresh_color(), "../../x/output/y"))
        message = entry["status"]["messages"][-1][1]["exception_message"]
        assert "outside of your own directories" in message


async def test_no_secret_and_no_other_tenant_in_history(comfy, names):
    async with Tenant(comfy, names[0]) as alice:
        await alice.run(graphs.save_image(graphs.fresh_color()))
        text = json.dumps(await alice.get_json("/history"))
        assert comfy.secret not in text
        assert "bob-" not in text
