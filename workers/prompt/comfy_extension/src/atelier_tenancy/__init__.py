"""One ComfyUI process, many tenants.

Everything hangs on one context variable that holds a `Lease` (lease.py). A lease is opened for
each HTTP request and WebSocket by the gate and for each prompt by the executor's wrapper, and dies
with it.
"""

VERSION = "1.0.0"
