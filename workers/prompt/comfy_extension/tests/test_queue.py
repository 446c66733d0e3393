import json
import types

import pytest

import fake_comfy

web = pytest.importorskip("aiohttp.web")

from atelier_tenancy import queue_stamp, queue_view, sockets, status  # noqa: E402
from atelier_tenancy.lease import CURRENT, Lease  # noqa: E402
from atelier_tenancy.patching import Patches  # noqa: E402

GRAPH = {"1": {"class_type": "EmptyImage", "inputs": {}}}


@pytest.fixture
def world():
    """Freshly wrapped copies of the classes."""
    queue_class = type("PromptQueue", (fake_comfy.PromptQueue,), {})
    server_class = type("PromptServer", (fake_comfy.PromptServer,), {})
    patches, workers = Patches(), sockets.WorkerClients()
    queue_stamp.install(patches, queue_class, workers)
    queue_view.install(patches, queue_class)
    status.install(patches, server_class, "/tenants")
    server = server_class()
    server.prompt_queue = queue_class(server)
    patches.wrap(server_class, "send_sync", sockets._send_sync)
    return types.SimpleNamespace(queue=server.prompt_queue, server=server, workers=workers)


class _As:
    """Acts as a tenant inside of a `with`."""

    def __init__(self, tenant):
        self.lease = Lease("/tenants", tenant) if tenant else None

    def __enter__(self):
        self.token = CURRENT.set(self.lease)

    def __exit__(self, *_):
        CURRENT.reset(self.token)


def _put(world, tenant, prompt_id, graph=None, extra=None, number=0):
    with _As(tenant):
        item = (number, prompt_id, json.loads(json.dumps(graph or GRAPH)), extra or {}, ["1"])
        world.queue.put(item)


def _ids(items):
    return [item[1] for item in items]


def test_items_are_stamped_with_the_lease_whatever_they_claim(world):
    _put(world, "bob", "p", extra={"atelier_tenant": "alice", "client_id": "alice/x"})
    assert world.queue.queue[0][3] == {"atelier_tenant": "bob", "client_id": "bob/alice/x"}


def test_a_client_id_of_the_worker_stays_the_workers(world):
    world.workers.remember("slot")
    _put(world, "bob", "p", extra={"client_id": "slot"})
    assert world.queue.queue[0][3]["client_id"] == "system/slot"


def test_nobody_cannot_submit(world):
    with pytest.raises(web.HTTPForbidden):
        _put(world, None, "p")
    assert world.queue.queue == []


def test_order_is_by_arrival(world):
    for prompt_id, number in (("a", 5), ("b", -1000), ("c", float("nan"))):
        _put(world, "alice", prompt_id, number=number)
    assert [world.queue.start()[1] for _ in range(3)] == ["a", "b", "c"]


def test_a_sixth_member_is_kept(world):
    with _As("alice"):
        world.queue.put((0, "p", dict(GRAPH), {}, ["1"], {"token": "x"}))
    assert world.queue.queue[0][5] == {"token": "x"}


def test_a_known_prompt_id_is_refused_waiting_running_and_done(world):
    _put(world, "alice", "p")
    for step in (lambda: None, world.queue.start, world.queue.finish):
        step()
        with pytest.raises(web.HTTPConflict) as refusal:
            _put(world, "bob", "p")
        assert json.loads(refusal.value.text)["error"]["type"] == "prompt_id_in_use"


def test_forged_parts_of_cache_keys_are_removed(world):
    graph = {"1": {**GRAPH["1"], "is_changed": ["hash of alice's file"]}}
    _put(world, "bob", "p", graph)
    assert "is_changed" not in world.queue.queue[0][2]["1"]


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "graph",
    [
        {"1": {"class_type": "EmptyImage"}},
        {"1": {"class_type": "EmptyImage", "inputs": []}},
        {"1": {"inputs": {}}},
        {"1": {"class_type": 7, "inputs": {}}},
        {"1": ["EmptyImage"]},
        {"1": {"class_type": "EmptyImage", "inputs": {"x": _nested(200)}}},
        ["1"],
    ],
)
def test_graphs_that_would_end_the_worker_are_refused(world, graph):
    with pytest.raises(web.HTTPBadRequest) as refusal:
        _put(world, "alice", "p", graph)
    assert json.loads(refusal.value.text)["error"]["type"] == "invalid_prompt"
    assert world.queue.queue == []


def test_each_sees_and_removes_only_their_own(world):
    for tenant in ("alice", "bob"):
        _put(world, tenant, f"{tenant}-1")
        _put(world, tenant, f"{tenant}-2")
    world.queue.start()
    with _As("bob"):
        assert world.queue.get_tasks_remaining() == 2
        running, waiting = world.queue.get_current_queue()
        assert (running, sorted(_ids(waiting))) == ([], ["bob-1", "bob-2"])
        assert not world.queue.delete_queue_item(lambda item: item[1] == "alice-2")
        world.queue.wipe_queue()
    with _As("system"):
        assert world.queue.get_tasks_remaining() == 2
        assert _ids(world.queue.get_current_queue()[1]) == ["alice-2"]


def test_history_is_ones_own(world):
    for tenant in ("alice", "bob"):
        _put(world, tenant, tenant)
        world.queue.start()
        world.queue.finish()
    with _As("bob"):
        assert list(world.queue.get_history()) == ["bob"]
        assert world.queue.get_history("alice") == {}
        world.queue.delete_history_item("alice")
        world.queue.wipe_history()
        assert world.queue.get_history() == {}
    with _As("system"):
        assert list(world.queue.get_history()) == ["alice"]


def test_status_is_ones_own_number_and_only_when_it_changes(world):
    world.server.sockets = {"alice/x": 1, "bob/x": 1, "system/slot": 1}
    _put(world, "alice", "p")
    world.queue.start()
    world.server.queue_updated()
    heard = {}
    for _, data, sid in world.server.sent:
        heard.setdefault(sid, []).append(data["status"]["exec_info"]["queue_remaining"])
    assert heard == {"alice/x": [1], "system/slot": [1, 1]}
