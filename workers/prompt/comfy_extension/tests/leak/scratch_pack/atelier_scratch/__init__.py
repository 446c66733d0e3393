"""Nodes that do what real packs do with directories, threads, sockets and shared objects.

Part of the leak suite only; never loaded in production.
"""

from . import files, models, pace, places

NODE_CLASS_MAPPINGS = {
    **files.NODES,
    **models.NODES,
    **pace.NODES,
    **places.NODES,
}
