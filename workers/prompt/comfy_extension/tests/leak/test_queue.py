"""Queue and history: H14, H15, H18, H19, H25."""

import json

import graphs
from client import Tenant, new_id


async def test_h14_history_is_ones_own(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        prompt_id = new_id()
        await alice.run(graphs.save_image(graphs.fresh_color(), "h14"), prompt_id=prompt_id)
        assert prompt_id not in await bob.get_json("/history")
        assert await bob.get_json(f"/history/{prompt_id}") == {}
        await bob.post("/history", {"delete": [prompt_id]})
        await bob.post("/history", {"clear": True})
        assert prompt_id in await alice.get_json(f"/history/{prompt_id}")


async def test_h15_queue_is_ones_own(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        running, waiting = new_id(), new_id()
        for prompt_id in (running, waiting):
            graph = graphs.single("ScratchSlow", steps=8, step_s=0.1, salt=prompt_id)
            await alice.submit(graph, prompt_id=prompt_id)
        await alice.started(running)
        assert await bob.get_json("/queue") == {"queue_running": [], "queue_pending": []}
        assert (await bob.get_json("/prompt"))["exec_info"]["queue_remaining"] == 0
        await bob.post("/queue", {"delete": [waiting]})
        await bob.post("/queue", {"clear": True})
        await bob.post("/interrupt", {"prompt_id": running})
        await bob.post("/interrupt", {})
        for prompt_id in (running, waiting):
            assert (await alice.finished(prompt_id))["status"]["status_str"] == "success"


async def test_h18_anothers_prompt_id_cannot_be_taken(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        prompt_id = new_id()
        await alice.run(graphs.save_image(graphs.fresh_color(), "h18"), prompt_id=prompt_id)
        before = await alice.get_json(f"/history/{prompt_id}")
        status, _ = await bob.submit(graphs.save_image(1, "h18b"), prompt_id=prompt_id)
        await bob.run(graphs.save_image(graphs.fresh_color()))
        assert await alice.get_json(f"/history/{prompt_id}") == before
        assert status == 409


async def test_h19_nobody_overtakes(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        first, second, pushy = new_id(), new_id(), new_id()
        for prompt_id in (first, second):
            graph = graphs.single("ScratchSlow", steps=3, step_s=0.1, salt=prompt_id)
            await alice.submit(graph, prompt_id=prompt_id)
        graph = graphs.save_image(graphs.fresh_color())
        await bob.submit(graph, prompt_id=pushy, number=-1000, front=True)
        started = {}
        for tenant, prompt_id in ((alice, first), (alice, second), (bob, pushy)):
            messages = dict((await tenant.finished(prompt_id))["status"]["messages"])
            started[prompt_id] = messages["execution_start"]["timestamp"]
        assert started[second] <= started[pushy]


async def test_h25_a_tenant_named_in_the_body_counts_for_nothing(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        forged = {"tenant": alice.name, "atelier_tenant": alice.name, "client_id": "x"}
        graph = graphs.save_image(graphs.fresh_color(), "h25")
        entry = await bob.run(graph, extra_data=forged)
        assert alice.files() == []
        assert bob.files() == ["h25_00001_.png"]
        assert alice.name not in json.dumps(entry["outputs"])
