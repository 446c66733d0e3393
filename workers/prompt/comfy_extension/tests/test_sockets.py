import asyncio

import pytest

import fake_comfy

pytest.importorskip("aiohttp")

from atelier_tenancy import sockets
from atelier_tenancy.lease import CURRENT, Lease
from atelier_tenancy.patching import Patches


@pytest.fixture
def server():
    server_class = type("PromptServer", (fake_comfy.PromptServer,), {})
    instance = server_class()
    sockets.install(Patches(), server_class, instance)
    for sid in ("alice/x", "bob/x", "system/slot"):
        dict.__setitem__(instance.sockets, sid, object())
    return instance


def _heard(server, lease, sid):
    token = CURRENT.set(lease)
    try:
        server.send_sync("event", {}, sid)
    finally:
        CURRENT.reset(token)
    return [to for _, _, to in server.sent]


def test_without_addressee_ones_own_sockets_and_the_submitter_hear(server):
    lease = Lease("/tenants", "alice", reply_to="system/slot")
    assert _heard(server, lease, None) == ["alice/x", "system/slot"]


def test_without_addressee_and_tenant_nobody_hears(server):
    assert _heard(server, None, None) == []


def test_the_servers_own_task_delivers_what_was_addressed(server):
    assert _heard(server, None, "bob/x") == ["bob/x"]


@pytest.mark.parametrize("sid", ["bob/x", "system/other", "x"])
def test_a_tenant_addresses_only_its_own(server, sid):
    heard = _heard(server, Lease("/tenants", "alice"), sid)
    assert all(to.startswith("alice/") for to in heard)


def test_an_ended_lease_is_silent(server):
    lease = Lease("/tenants", "alice", reply_to="system/slot")
    lease.end()
    assert _heard(server, lease, "system/slot") == []
    assert _heard(server, lease, None) == []


def test_the_prefix_is_not_told(server):
    asyncio.run(server.send_json("status", {"sid": "alice/x", "status": {}}, "alice/x"))
    assert server.sent == [("status", {"sid": "x", "status": {}}, "alice/x")]


def test_an_old_connection_cannot_remove_the_new_one():
    async def connect(table, ws, until):
        table.pop("slot", None)
        table["slot"] = ws
        await until.wait()
        table.pop("slot", None)

    async def scene():
        table, ends = sockets.SocketTable(), [asyncio.Event(), asyncio.Event()]
        tasks = []
        for ws, end in zip(("old", "new"), ends, strict=True):
            tasks.append(asyncio.create_task(connect(table, ws, end)))
            await asyncio.sleep(0)
        ends[0].set()
        await tasks[0]
        assert table == {"slot": "new"}
        ends[1].set()
        await tasks[1]
        assert table == {}

    asyncio.run(scene())


def test_worker_clients_are_remembered_up_to_a_bound():
    workers = sockets.WorkerClients()
    for number in range(1000):
        workers.remember(f"slot-{number}")
    lease = Lease("/tenants", "alice")
    assert workers.reply_address(lease, "slot-999") == "system/slot-999"
    assert workers.reply_address(lease, "slot-0") == "alice/slot-0"
