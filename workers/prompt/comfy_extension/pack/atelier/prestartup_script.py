"""Runs before torch, nodes and server are imported and before any other pack: the only moment at
which folder_paths can be wrapped before somebody does `from folder_paths import ...`.
"""

import os
import sys

# __file__ and not an installed package: the worker loads this folder into any ComfyUI as it is.
_SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src")
sys.path.append(os.path.realpath(_SOURCE))

from atelier_tenancy import install  # noqa: E402

install.before_packs()
