"""A slow loader, what is built on it, and the two habits that nobody can isolate."""

import itertools
import time

LOADS = itertools.count(1)
BY_NODE_ID = {}


class SlowLoader:
    """Stands for a checkpoint loader: slow, and the same for everybody."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"name": ("STRING", {}), "sleep_s": ("FLOAT", {"default": 1.0})}}

    RETURN_TYPES = ("SCRATCH_MODEL",)
    FUNCTION = "run"

    def run(self, name, sleep_s):
        time.sleep(sleep_s)
        return ({"name": name, "load": next(LOADS), "patches": []},)


class OwnLoader(SlowLoader):
    """The same, but not declared as shared."""


class AddLora:
    """Builds on a loader without changing it; declared as shared."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"model": ("SCRATCH_MODEL",), "lora": ("STRING", {})}}

    RETURN_TYPES = ("SCRATCH_MODEL",)
    FUNCTION = "run"

    def run(self, model, lora):
        return ({**model, "lora": lora, "built": next(LOADS)},)


class PatchInPlace:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"model": ("SCRATCH_MODEL",), "patch": ("STRING", {})}}

    RETURN_TYPES = ("SCRATCH_MODEL",)
    FUNCTION = "run"

    def run(self, model, patch):
        model["patches"].append(patch)
        return (model,)


class ShowModel:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"model": ("SCRATCH_MODEL",), "salt": ("STRING", {"default": ""})}}

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, model, salt):
        return {"ui": {"text": [str(model)], "load": [model["load"]]}}


class RememberByNodeId:
    """Module-level state keyed by node id: what the previous prompt left is what you get."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"text": ("STRING", {})}, "hidden": {"node_id": "UNIQUE_ID"}}

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, text, node_id):
        before = BY_NODE_ID.get(node_id, "")
        BY_NODE_ID[node_id] = text
        return {"ui": {"text": [before]}}


NODES = {
    "ScratchSlowLoader": SlowLoader,
    "ScratchOwnLoader": OwnLoader,
    "ScratchAddLora": AddLora,
    "ScratchPatchInPlace": PatchInPlace,
    "ScratchShowModel": ShowModel,
    "ScratchRememberByNodeId": RememberByNodeId,
}
