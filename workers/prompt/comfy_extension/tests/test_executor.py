import asyncio
import types

import pytest

import fake_comfy

pytest.importorskip("aiohttp")

from atelier_tenancy import executor, running
from atelier_tenancy.lease import Lease, current
from atelier_tenancy.patching import Patches


@pytest.fixture
def world():
    flag = []
    nodes = types.ModuleType("nodes")
    nodes.interrupt_processing = lambda value=True: flag.append(value)
    executor_class = type("PromptExecutor", (fake_comfy.PromptExecutor,), {})
    patches = Patches()
    now = running.install(patches, nodes, fake_comfy.PromptQueue)
    executor.install(patches, executor_class, now, "/tenants")
    queue = fake_comfy.PromptQueue(None)
    instance = executor_class(fake_comfy.PromptServer())
    return types.SimpleNamespace(
        executor=instance, nodes=nodes, running=now, flag=flag, queue=queue
    )


def _run(world, prompt, prompt_id="p", tenant="alice"):
    extra = {"atelier_tenant": tenant} if tenant else {}
    asyncio.run(world.executor.execute_async(prompt, prompt_id, extra, []))


def test_a_prompt_runs_as_its_owner_and_the_lease_ends_with_it(world):
    seen = []
    _run(world, lambda: seen.append(current()))
    assert seen[0].tenant == "alice"
    assert not seen[0].live
    assert current() is None
    assert world.executor.success


def _raise(error):
    def prompt():
        raise error

    return prompt


@pytest.mark.parametrize(
    "error", [KeyError("inputs"), SystemExit(3), RecursionError(), asyncio.CancelledError()]
)
def test_nothing_raised_reaches_the_worker_thread_or_the_next_prompt(world, error):
    _run(world, lambda: None, "first")
    _run(world, _raise(error), "second")
    assert not world.executor.success
    assert world.executor.history_result["outputs"] == {}
    assert world.executor.status_messages[-1][0] == "execution_error"
    _run(world, lambda: None, "third")
    assert world.executor.success


def test_a_prompt_without_an_owner_is_not_executed(world):
    ran = []
    for tenant in (None, "../bob", 7):
        _run(world, lambda: ran.append(1), tenant=tenant)
        assert not world.executor.success
    assert ran == []


def _lease(tenant):
    return Lease("/tenants", tenant)


def test_an_interrupt_hits_the_named_prompt_of_its_owner_only(world):
    hits = []

    def prompt():
        for caller, prompt_id in (("bob", "p"), ("alice", "q"), ("alice", "p"), ("system", "p")):
            hits.append(world.running.interrupt(_lease(caller), prompt_id, world.queue))

    _run(world, prompt)
    assert hits == [False, False, True, True]
    assert world.flag == [False, True, True]
    assert not world.running.interrupt(_lease("alice"), "p", world.queue)


def test_an_interrupt_between_queue_and_start_is_not_lost(world):
    item = (0, "p", {}, {"atelier_tenant": "alice"}, [])
    world.queue.currently_running[0] = item
    assert not world.running.interrupt(_lease("bob"), "p", world.queue)
    assert world.running.interrupt(_lease("alice"), "p", world.queue)
    _run(world, lambda: None)
    assert world.flag == [True]
    _run(world, lambda: None, "next")
    assert world.flag == [True, False]


def test_the_executors_own_reset_does_not_undo_an_interrupt(world):
    _run(world, lambda: world.nodes.interrupt_processing(False))
    assert world.flag == [False]  # set once by begin()


def test_outside_of_a_prompt_nothing_is_interrupted(world):
    world.nodes.interrupt_processing()
    assert world.flag == []
