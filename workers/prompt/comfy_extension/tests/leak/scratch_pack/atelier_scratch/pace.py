"""Slow nodes with progress and previews, nodes that send messages, and nodes that fail."""

import threading
import time

import comfy.utils
from PIL import Image
from server import PromptServer


class Slow:
    """Sleeps in steps, reports progress with a preview, can be interrupted."""

    @classmethod
    def INPUT_TYPES(cls):
        return {
            "required": {
                "steps": ("INT", {"default": 5}),
                "step_s": ("FLOAT", {"default": 0.1}),
                "salt": ("STRING", {"default": ""}),
            }
        }

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, steps, step_s, salt):
        bar = comfy.utils.ProgressBar(steps)
        for done in range(steps):
            time.sleep(step_s)
            bar.update_absolute(done + 1, steps, ("JPEG", Image.new("RGB", (16, 16)), None))
        return {"ui": {"text": [salt]}}


class Broadcast:
    """A message without an addressee, as many packs send; and one from a thread that stays."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"text": ("STRING", {}), "later_s": ("FLOAT", {"default": 0.0})}}

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, text, later_s):
        server = PromptServer.instance
        server.send_sync("scratch", {"text": text})
        if later_s:
            sid = server.client_id
            threading.Thread(target=self._late, args=(server, sid, text, later_s)).start()
        return {"ui": {"text": [text]}}

    def _late(self, server, sid, text, later_s):
        time.sleep(later_s)
        server.send_sync("scratch", {"text": f"late {text}"}, sid)
        server.send_sync("scratch", {"text": f"late {text}"})


class SendTo:
    """Addresses a socket of the graph's choice."""

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"sid": ("STRING", {}), "text": ("STRING", {})}}

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, sid, text):
        PromptServer.instance.send_sync("scratch", {"text": text}, sid)
        return {"ui": {"text": [text]}}


class Fail:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"how": ("STRING", {}), "salt": ("STRING", {"default": ""})}}

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, how, salt):
        if how == "exit":
            raise SystemExit(3)
        raise RuntimeError(f"failed on purpose: {salt}")


NODES = {
    "ScratchSlow": Slow,
    "ScratchBroadcast": Broadcast,
    "ScratchSendTo": SendTo,
    "ScratchFail": Fail,
}
