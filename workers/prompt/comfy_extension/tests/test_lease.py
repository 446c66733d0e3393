import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from atelier_tenancy import threads
from atelier_tenancy.lease import CURRENT, Lease, current
from atelier_tenancy.patching import Patches


@pytest.fixture
def patched_threads(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", threading.Thread.start)
    monkeypatch.setattr(ThreadPoolExecutor, "submit", ThreadPoolExecutor.submit)
    threads.install(Patches())


@pytest.fixture
def alice(tmp_path):
    lease = Lease(str(tmp_path), "alice")
    token = CURRENT.set(lease)
    yield lease
    CURRENT.reset(token)


def _tenant():
    lease = current()
    return lease and lease.tenant


def _in_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def test_directories_are_made_below_the_tenants_home(alice, tmp_path):
    assert alice.directory("output") == str(tmp_path / "alice" / "output")
    assert (tmp_path / "alice" / "output").is_dir()


def test_an_ended_lease_is_nobodys(alice):
    assert current() is alice
    alice.end()
    assert current() is None


def test_an_address_is_prefixed_once(tmp_path):
    lease = Lease(str(tmp_path), "alice", reply_to="system/slot")
    assert lease.address("x") == lease.address("alice/x") == "alice/x"
    assert lease.address("system/slot") == "system/slot"
    assert lease.address("system/other") == "alice/system/other"
    assert lease.address("bob/x") == "alice/bob/x"


def test_threads_inherit_the_lease_and_lose_it_when_it_ends(alice, patched_threads):
    assert _in_thread(_tenant) == "alice"
    ended, checked = threading.Event(), []

    def outlive():
        ended.wait()
        checked.append(_tenant())

    thread = threading.Thread(target=outlive)
    thread.start()
    alice.end()
    ended.set()
    thread.join()
    assert checked == [None]


def test_a_pool_thread_serves_each_item_as_its_own_tenant(alice, patched_threads, tmp_path):
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_tenant).result() == "alice"
        token = CURRENT.set(Lease(str(tmp_path), "bob"))
        assert pool.submit(_tenant).result() == "bob"
        CURRENT.set(None)
        assert pool.submit(_tenant).result() is None
        CURRENT.reset(token)


def test_a_subclass_with_its_own_run_keeps_working(alice, patched_threads):
    class Own(threading.Thread):
        def run(self):
            self.found = _tenant()

    thread = Own()
    thread.start()
    thread.join()
    assert thread.found == "alice"
