"""Who hears what: H16, H17."""

import json

import graphs
from client import Tenant, new_id


def _slow(salt: str) -> dict:
    return graphs.single("ScratchSlow", steps=3, step_s=0.05, salt=salt)


async def test_h16_a_prompt_is_heard_by_its_owner_only(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with alice.listen("ha") as own, bob.listen("hb") as other:
            entry_id = new_id()
            await alice.run(_slow(entry_id), client_id="ha", prompt_id=entry_id)
            await own.settle()
            await other.settle()
            heard = own.about(entry_id)
            assert {"execution_start", "progress", "executed", "execution_success"} <= set(heard)
            assert own.frames
            assert other.about(entry_id) == []
            assert other.frames == []


async def test_h16_a_prompt_without_client_id_is_not_broadcast(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with bob.listen() as other:
            prompt_id = new_id()
            await alice.run(_slow(prompt_id), prompt_id=prompt_id)
            await other.settle()
            assert other.about(prompt_id) == []
            assert other.frames == []


async def test_h16_an_interruption_is_not_broadcast(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with bob.listen() as other:
            prompt_id = new_id()
            graph = graphs.single("ScratchSlow", steps=50, step_s=0.1, salt=prompt_id)
            await alice.submit(graph, prompt_id=prompt_id)
            await alice.started(prompt_id)
            await alice.post("/interrupt", {"prompt_id": prompt_id})
            entry = await alice.finished(prompt_id)
            assert entry["status"]["messages"][-1][0] == "execution_interrupted"
            await other.settle()
            assert other.about(prompt_id) == []


async def test_h16_messages_without_addressee_stay_with_their_tenant(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with alice.listen() as own, bob.listen() as other:
            await alice.run(graphs.single("ScratchBroadcast", text=names[0], later_s=0.0))
            await own.settle()
            await other.settle()
            assert "scratch" in own.kinds()
            assert "scratch" not in other.kinds()


async def test_h16_status_does_not_tell_when_another_works(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with bob.listen() as other:
            before = other.kinds().count("status")
            await alice.run(_slow(names[0]))
            await other.settle()
            assert other.kinds().count("status") == before


async def test_h16_errors_are_told_to_the_owner_only(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with alice.listen("same") as own, bob.listen("same") as other:
            graph = graphs.single("ScratchFail", how="raise", salt=names[0])
            entry = await alice.run(graph, client_id="same")
            assert entry["status"]["status_str"] == "error"
            await own.settle()
            await other.settle()
            assert "execution_error" in own.kinds()
            assert "execution_error" not in other.kinds()


async def test_h17_anothers_client_id_reaches_nobody(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with alice.listen("victim") as victim:
            prompt_id = new_id()
            await bob.run(_slow(prompt_id), client_id="victim", prompt_id=prompt_id)
            await victim.settle()
            assert victim.about(prompt_id) == []
            assert victim.frames == []


async def test_h17_a_graph_cannot_address_anothers_socket(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with alice.listen("target") as target:
            for sid in ("target", f"{alice.name}/target"):
                await bob.run(graphs.single("ScratchSendTo", sid=sid, text="of bob"))
            await target.settle()
            assert "of bob" not in json.dumps(target.texts)


async def test_h17_a_socket_cannot_be_taken_over(comfy, names):
    async with Tenant(comfy, names[0]) as alice, Tenant(comfy, names[1]) as bob:
        async with alice.listen("mine") as mine:
            async with bob.listen("mine") as thief:
                first = new_id()
                await alice.run(_slow(first), client_id="mine", prompt_id=first)
                await thief.settle()
                assert thief.about(first) == []
            second = new_id()
            await alice.run(_slow(second), client_id="mine", prompt_id=second)
            await mine.settle()
            assert "execution_success" in mine.about(first)
            assert "execution_success" in mine.about(second)
