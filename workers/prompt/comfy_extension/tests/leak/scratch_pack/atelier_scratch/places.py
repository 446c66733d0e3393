"""Every way in which a node may find the output directory, and from where it may ask."""

import asyncio
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import folder_paths
from folder_paths import get_output_directory

AT_IMPORT = folder_paths.get_output_directory()
POOL = ThreadPoolExecutor(1)


def _thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(folder_paths.get_output_directory()))
    thread.start()
    thread.join()
    return found[0]


WAYS = {
    "call": lambda: folder_paths.get_output_directory(),
    "bound import": lambda: get_output_directory(),
    "attribute": lambda: folder_paths.output_directory,
    "by type": lambda: folder_paths.get_directory_by_type("output"),
    "constant": lambda: folder_paths.get_save_image_path("x", AT_IMPORT)[0],
    "thread": _thread,
    "pool": lambda: POOL.submit(folder_paths.get_output_directory).result(),
}


class SaveBy:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"way": ("STRING", {}), "name": ("STRING", {})}}

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, way, name):
        with open(os.path.join(WAYS[way](), name), "w") as file:
            file.write(way)
        return {"ui": {"text": [name]}}


class SaveAsync(SaveBy):
    """Asks after an await, in a task, and in asyncio's own pool of threads."""

    async def run(self, way, name):
        await asyncio.sleep(0.01)
        if way == "to_thread":
            folder = await asyncio.to_thread(folder_paths.get_output_directory)
        else:
            folder = await asyncio.create_task(self._later())
        with open(os.path.join(folder, name), "w") as file:
            file.write(way)
        return {"ui": {"text": [name]}}

    async def _later(self):
        await asyncio.sleep(0.01)
        return folder_paths.get_output_directory()


class SaveLate:
    """Starts a thread that outlives the prompt and then saves."""

    @classmethod
    def INPUT_TYPES(cls):
        return {
            "required": {"name": ("STRING", {}), "delay_s": ("FLOAT", {"default": 0.5})},
        }

    RETURN_TYPES = ()
    OUTPUT_NODE = True
    FUNCTION = "run"

    def run(self, name, delay_s):
        threading.Thread(target=self._save, args=(name, delay_s), daemon=True).start()
        return {"ui": {"text": [name]}}

    def _save(self, name, delay_s):
        time.sleep(delay_s)
        with open(os.path.join(folder_paths.get_output_directory(), name), "w") as file:
            file.write("late")


NODES = {"ScratchSaveBy": SaveBy, "ScratchSaveAsync": SaveAsync, "ScratchSaveLate": SaveLate}
