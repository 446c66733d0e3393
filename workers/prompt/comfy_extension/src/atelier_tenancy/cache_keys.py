"""Results and node instances are cached per tenant; only chains of model loaders are shared.

A node's signature says nothing about whose directories it read or wrote, so without the tenant in
the key one tenant is served another's pixels and file names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .lease import CURRENT, Lease
from .patching import Patches

SHARED = "atelier-shared"
OWN = "atelier-own"

# Nodes that read nothing but the shared model folders, and whose result is a model.
_CORE_LOADERS = frozenset(
    "CheckpointLoaderSimple CheckpointLoader unCLIPCheckpointLoader UNETLoader CLIPLoader "
    "DualCLIPLoader TripleCLIPLoader QuadrupleCLIPLoader VAELoader ControlNetLoader "
    "DiffControlNetLoader CLIPVisionLoader StyleModelLoader UpscaleModelLoader GLIGENLoader "
    "ModelPatchLoader AudioEncoderLoader LoraLoader LoraLoaderModelOnly HypernetworkLoader "
    "PhotoMakerLoader".split()
)


class SharedLoaders:
    """Which class types are shared loaders in this process."""

    def __init__(self, node_classes: dict[str, Any], extra: frozenset[str]) -> None:
        self._classes = node_classes
        self._extra = extra
        self._verdicts: dict[str, bool] = {}

    def includes(self, class_type: str) -> bool:
        """Core loaders only as ComfyUI ships them: a pack may have replaced one by its own."""
        verdict = self._verdicts.get(class_type)
        if verdict is None:
            verdict = self._verdicts[class_type] = class_type in self._extra or (
                class_type in _CORE_LOADERS and self._is_core(class_type)
            )
        return verdict

    def _is_core(self, class_type: str) -> bool:
        node = self._classes.get(class_type)
        module = getattr(node, "RELATIVE_PYTHON_MODULE", getattr(node, "__module__", ""))
        return module == "nodes" or module.startswith("comfy_extras.")


def install(
    patches: Patches,
    caching: Any,
    node_classes: dict[str, Any],
    loaders: SharedLoaders,
    fresh: bool,
) -> None:
    """Wrap the two kinds of cache keys."""

    def is_output(class_type: str) -> bool:
        return fresh and bool(getattr(node_classes.get(class_type), "OUTPUT_NODE", False))

    # Old versions ask twice for each node, for results and for UI outputs, and a signature covers
    # all ancestors. Newer ones ask once, and may run a node again with other inputs (loops).
    remember = not hasattr(caching.BasicCache, "set_local")
    patches.wrap(
        caching.CacheKeySetInputSignature,
        "get_node_signature",
        lambda original: _signature(original, loaders, is_output, remember),
    )
    patches.wrap(caching.CacheKeySetID, "add_keys", _add_keys)


def _lease() -> Lease:
    lease = CURRENT.get()
    if lease is None:
        raise RuntimeError("cache keys are made for tenants only")
    return lease


def _signature(
    original: Callable[..., Any],
    loaders: SharedLoaders,
    is_output: Callable[[str], bool],
    remember: bool,
) -> Callable[..., Any]:
    # Keys have one shape (str, str, int, signature): newer caches sort them.
    async def get_node_signature(self: Any, dynprompt: Any, node_id: str) -> Any:
        lease = _lease()
        known = lease.signatures.get(node_id)
        if known is not None:
            return known
        signature = await original(self, dynprompt, node_id)
        class_type = _class_type(dynprompt, node_id)
        if loaders.includes(class_type) and _has_only_loaders(self, dynprompt, node_id, loaders):
            key = (SHARED, "", 0, signature)
        else:
            key = (OWN, lease.tenant, lease.serial if is_output(class_type) else 0, signature)
        if remember:
            lease.signatures[node_id] = key
        return key

    return get_node_signature


def _class_type(dynprompt: Any, node_id: str) -> str:
    return dynprompt.get_node(node_id)["class_type"] if dynprompt.has_node(node_id) else ""


def _has_only_loaders(keys: Any, dynprompt: Any, node_id: str, loaders: SharedLoaders) -> bool:
    ancestors = keys.get_ordered_ancestry(dynprompt, node_id)[0]
    return all(loaders.includes(_class_type(dynprompt, each)) for each in ancestors)


def _add_keys(original: Callable[..., Any]) -> Callable[..., Any]:
    async def add_keys(self: Any, node_ids: Any) -> None:
        await original(self, node_ids)
        tenant = _lease().tenant
        for node_id in node_ids:
            key = self.keys.get(node_id)
            if key is not None and key[0] is not OWN:
                self.keys[node_id] = (OWN, tenant, *key)

    return add_keys
