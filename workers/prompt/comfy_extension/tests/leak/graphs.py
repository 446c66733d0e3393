"""Graphs that the hazards need; node ids are the same for everybody, as the editor's are."""

import itertools

_colors = itertools.count(0x010101, 0x010203)


def fresh_color() -> int:
    """Keeps one test's results out of another's cache."""
    return next(_colors) % 0xFFFFFF


def save_image(color: int, prefix: str = "ComfyUI", node: str = "SaveImage", **inputs) -> dict:
    image = {"width": 32, "height": 32, "batch_size": 1, "color": color}
    return {
        "1": {"class_type": "EmptyImage", "inputs": image},
        "2": _save("1", prefix, node, **inputs),
    }


def copy_image(name: str, prefix: str = "copy", salt: int = 0, loader: dict | None = None) -> dict:
    """LoadImage -> SaveImage; `salt` is a node nobody needs that makes the graph new."""
    load = {"class_type": "LoadImage", "inputs": {"image": name}}
    return {"1": {**load, **(loader or {})}, "2": _save("1", prefix, "SaveImage"), **_salted(salt)}


def load_folder(folder: str, prefix: str = "folder") -> dict:
    inputs = {"folder": folder, "resize_method": "None"}
    return {
        "1": {"class_type": "LoadImageSetFromFolderNode", "inputs": inputs},
        "2": _save("1", prefix, "SaveImage"),
    }


def preview(color: int) -> dict:
    graph = save_image(color)
    graph["2"] = {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}}
    return graph


def latent(prefix: str) -> dict:
    inputs = {"width": 64, "height": 64, "batch_size": 1}
    return {
        "1": {"class_type": "EmptyLatentImage", "inputs": inputs},
        "2": {
            "class_type": "SaveLatent",
            "inputs": {"samples": ["1", 0], "filename_prefix": prefix},
        },
    }


def read_text(name: str, node: str = "ScratchReadText") -> dict:
    return {
        "1": {"class_type": node, "inputs": {"name": name}},
        "2": {"class_type": "ScratchShowText", "inputs": {"text": ["1", 0]}},
    }


def single(node: str, **inputs) -> dict:
    """One scratch node that is an output itself."""
    return {"1": {"class_type": node, "inputs": inputs}}


def model(loader: str, salt: str = "", lora: str | None = None, patch: str | None = None) -> dict:
    graph = {"1": {"class_type": loader, "inputs": {"name": "m", "sleep_s": 1.0}}}
    last = "1"
    if lora is not None:
        graph["2"] = {"class_type": "ScratchAddLora", "inputs": {"model": [last, 0], "lora": lora}}
        last = "2"
    if patch is not None:
        inputs = {"model": [last, 0], "patch": patch}
        graph["3"] = {"class_type": "ScratchPatchInPlace", "inputs": inputs}
        last = "3"
    graph["4"] = {"class_type": "ScratchShowModel", "inputs": {"model": [last, 0], "salt": salt}}
    return graph


def _save(source: str, prefix: str, node: str, **inputs) -> dict:
    return {
        "class_type": node,
        "inputs": {"images": [source, 0], "filename_prefix": prefix, **inputs},
    }


def _salted(salt: int) -> dict:
    inputs = {"width": 16, "height": 16, "batch_size": 1, "color": salt}
    return {"9": {"class_type": "EmptyImage", "inputs": inputs}} if salt else {}
