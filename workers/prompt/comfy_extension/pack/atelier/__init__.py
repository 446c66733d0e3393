"""Runs when ComfyUI loads its packs, ours first: server, queue, executor and caches are wrapped."""

import os

try:
    from atelier_tenancy import install
except ModuleNotFoundError:
    # The prestartup script did not run, so folder_paths is not wrapped: never serve like that.
    os.write(2, b"atelier-tenancy: prestartup_script.py was not run; refusing to start\n")
    os._exit(78)

install.with_server()

NODE_CLASS_MAPPINGS: dict[str, type] = {}
