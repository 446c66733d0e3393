"""Nodes that read and write by name, and nodes that expand into others."""

import os

import folder_paths
from comfy_execution.graph_utils import GraphBuilder


class ReadText:
    """No IS_CHANGED, so only the cache key tells two tenants' files apart."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"name": ("STRING", {"default": ""})}}

    RETURN_TYPES = ("STRING",)
    FUNCTION = "run"

    def run(self, name):
        with open(os.path.join(folder_paths.get_input_directory(), name)) as file:
            return (file.read(),)


class ShowText:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"text": ("STRING", {"forceInput": True})}}

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, text):
        return {"ui": {"text": [text]}}


class WritePath:
    """Takes a raw path from the graph, as too many packs do."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"path": ("STRING", {"default": ""}), "text": ("STRING", {})}}

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, path, text):
        with open(path, "w") as file:
            file.write(text)
        return {"ui": {"text": ["written"]}}


class ReadPath(ReadText):
    def run(self, name):
        with open(name, "rb") as file:
            return (file.read().decode("latin-1"),)


class Expand:
    """Becomes EmptyImage -> SaveImage while it runs."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"prefix": ("STRING", {}), "color": ("INT", {"default": 0})}}

    RETURN_TYPES = ("IMAGE",)
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, prefix, color):
        graph = GraphBuilder()
        image = graph.node("EmptyImage", width=32, height=32, batch_size=1, color=color)
        graph.node("SaveImage", images=image.out(0), filename_prefix=prefix)
        return {"result": (image.out(0),), "expand": graph.finalize()}


NODES = {
    "ScratchReadText": ReadText,
    "ScratchShowText": ShowText,
    "ScratchWritePath": WritePath,
    "ScratchReadPath": ReadPath,
    "ScratchExpand": Expand,
}
