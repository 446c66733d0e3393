import asyncio
import types

import pytest

from atelier_tenancy import cache_keys, loader_pins
from atelier_tenancy.lease import CURRENT, Lease
from atelier_tenancy.patching import Patches


class Node:
    RELATIVE_PYTHON_MODULE = "nodes"


class Saver:
    OUTPUT_NODE = True


class PackLoader:
    RELATIVE_PYTHON_MODULE = "custom_nodes.pack"


CLASSES = {
    "CheckpointLoaderSimple": Node,
    "LoraLoader": Node,
    "VAELoader": PackLoader,
    "Extra": PackLoader,
    "EmptyImage": Node,
    "SaveImage": Saver,
}


class Graph:
    """node id -> (class type, ancestors)"""

    def __init__(self, **nodes):
        self.nodes = nodes

    def has_node(self, node_id):
        return node_id in self.nodes

    def get_node(self, node_id):
        return {"class_type": self.nodes[node_id][0]}


def _caching(newer=False):
    """Fresh classes with the signatures of comfy_execution.caching."""

    class Inputs:
        async def get_node_signature(self, dynprompt, node_id):
            return ("signature", node_id)

        def get_ordered_ancestry(self, dynprompt, node_id):
            return dynprompt.nodes[node_id][1], {}

    class Ids:
        def __init__(self):
            self.keys = {}

        async def add_keys(self, node_ids):
            for node_id in node_ids:
                self.keys.setdefault(node_id, (node_id, "Class"))

    class Basic:
        def _clean_cache(self):
            used = set(self.cache_key_set.get_used_keys())
            self.cache = {key: value for key, value in self.cache.items() if key in used}

    class Lru(Basic):
        def clean_unused(self):
            oldest = sorted(self.cache, key=lambda key: self.used_generation[key])
            for key in oldest[: max(0, len(self.cache) - self.max_size)]:
                del self.cache[key]

    if newer:
        Basic.set_local = lambda self: None
    return types.SimpleNamespace(
        CacheKeySetInputSignature=Inputs, CacheKeySetID=Ids, BasicCache=Basic, LRUCache=Lru
    )


def _key(node_id, graph, tenant="alice", fresh=False, lease=None, caching=None):
    caching = caching or _installed(fresh)
    token = CURRENT.set(lease or Lease("/tenants", tenant))
    try:
        keys = caching.CacheKeySetInputSignature()
        return asyncio.run(keys.get_node_signature(graph, node_id))
    finally:
        CURRENT.reset(token)


def _installed(fresh=False, newer=False):
    caching = _caching(newer)
    loaders = cache_keys.SharedLoaders(CLASSES, frozenset({"Extra"}))
    cache_keys.install(Patches(), caching, CLASSES, loaders, fresh)
    return caching


def test_results_are_the_tenants_own():
    graph = Graph(a=("EmptyImage", []))
    assert _key("a", graph, "alice") == _key("a", graph, "alice")
    assert _key("a", graph, "alice") != _key("a", graph, "bob")


@pytest.mark.parametrize(
    ("graph", "shared"),
    [
        (Graph(a=("CheckpointLoaderSimple", [])), True),
        (Graph(a=("LoraLoader", ["b"]), b=("CheckpointLoaderSimple", [])), True),
        (Graph(a=("Extra", [])), True),
        (Graph(a=("LoraLoader", ["b"]), b=("EmptyImage", [])), False),
        (Graph(a=("LoraLoader", ["missing"])), False),
        (Graph(a=("EmptyImage", ["b"]), b=("CheckpointLoaderSimple", [])), False),
        (Graph(a=("VAELoader", [])), False),  # the core's name, but a pack's class
    ],
)
def test_only_chains_of_nothing_but_loaders_are_shared(graph, shared):
    assert (_key("a", graph, "alice") == _key("a", graph, "bob")) is shared


def test_output_nodes_are_fresh_for_each_prompt_when_asked():
    graph = Graph(a=("SaveImage", ["b"]), b=("EmptyImage", []))
    for fresh in (True, False):
        assert (_key("a", graph, fresh=fresh) != _key("a", graph, fresh=fresh)) is fresh
        assert _key("b", graph, fresh=fresh) == _key("b", graph, fresh=fresh)


def test_within_a_prompt_a_key_is_stable():
    graph, lease, caching = Graph(a=("SaveImage", [])), Lease("/t", "alice"), _installed(True)
    keys = {_key("a", graph, lease=lease, caching=caching) for _ in range(2)}
    assert len(keys) == 1


def test_newer_versions_are_asked_each_time():
    graph, lease = Graph(a=("EmptyImage", [])), Lease("/t", "alice")
    _key("a", graph, lease=lease, caching=_installed(newer=True))
    assert lease.signatures == {}


def test_keys_can_be_sorted():
    graph = Graph(a=("SaveImage", []), b=("CheckpointLoaderSimple", []))
    found = [_key(n, graph, t, fresh=True) for n in "ab" for t in ("alice", "bob")]
    assert len(sorted(found)) == 4


def test_node_instances_are_the_tenants_own():
    caching = _installed()
    found = []
    for tenant in ("alice", "bob"):
        token = CURRENT.set(Lease("/tenants", tenant))
        ids = caching.CacheKeySetID()
        for _ in range(2):  # a second call must not add a second prefix
            asyncio.run(ids.add_keys(["1", "missing"]))
        found.append(ids.keys["1"])
        CURRENT.reset(token)
    assert found[0] != found[1]
    assert all(key[2:] == ("1", "Class") for key in found)


def test_without_a_tenant_there_are_no_keys():
    with pytest.raises(RuntimeError):
        asyncio.run(_installed().CacheKeySetInputSignature().get_node_signature(Graph(), "a"))


def _cache(cache_class, entries, used=()):
    cache = cache_class()
    cache.cache = dict.fromkeys(entries, "value")
    cache.cache_key_set = types.SimpleNamespace(get_used_keys=lambda: used)
    return cache


def _shared(number):
    return (cache_keys.SHARED, "", 0, number)


def test_the_classic_cache_keeps_the_latest_idle_loaders():
    caching = _caching()
    loader_pins.install(Patches(), caching, 2)
    own = (cache_keys.OWN, "alice", 0, 0)
    cache = _cache(caching.BasicCache, [_shared(n) for n in range(4)] + [own], used=[_shared(0)])
    cache._clean_cache()
    assert set(cache.cache) == {_shared(0), _shared(2), _shared(3)}


def test_the_lru_cache_evicts_loaders_last():
    caching = _caching()
    loader_pins.install(Patches(), caching, 1)
    owns = [(cache_keys.OWN, "alice", 0, n) for n in range(3)]
    cache = _cache(caching.LRUCache, [_shared(0), *owns])
    cache.max_size, cache.generation = 2, 9
    cache.used_generation = {_shared(0): 1, **{key: 5 + n for n, key in enumerate(owns)}}
    cache.clean_unused()
    assert set(cache.cache) == {_shared(0), owns[2]}


def test_pinning_can_be_switched_off():
    caching = _caching()
    before = caching.BasicCache._clean_cache
    loader_pins.install(Patches(), caching, 0)
    assert caching.BasicCache._clean_cache is before
