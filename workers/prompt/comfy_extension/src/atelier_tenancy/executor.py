"""Runs each prompt inside its owner's lease, and lets no exception reach ComfyUI's only worker
thread: it would end, and the server would accept prompts for ever without executing any.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .identity import is_tenant_name
from .lease import CURRENT, Lease
from .patching import Patches
from .queue_stamp import TENANT_KEY
from .running import RunningPrompt

_FAILURES = ("execution_error", "execution_interrupted")


def install(patches: Patches, executor_class: type, running: RunningPrompt, root: str) -> None:
    """Wrap PromptExecutor.execute_async, which both old and new versions run in one thread."""
    patches.wrap(executor_class, "execute_async", lambda original: _wrap(original, running, root))


def _wrap(original: Callable[..., Any], running: RunningPrompt, root: str) -> Callable[..., Any]:
    async def execute_async(
        self: Any, prompt: Any, prompt_id: str, extra_data: Any = None, execute_outputs: Any = ()
    ) -> None:
        extra = extra_data if isinstance(extra_data, dict) else {}
        _forget_previous(self, extra.get("client_id"))
        tenant = extra.get(TENANT_KEY)
        if not is_tenant_name(tenant):
            _fail(self, prompt_id, PermissionError("a prompt without an owner is not executed"))
            return
        lease = Lease(root, tenant, prompt_id, extra.get("client_id"))
        token = CURRENT.set(lease)
        running.begin(lease)
        try:
            await original(self, prompt, prompt_id, extra, execute_outputs)
        except BaseException as error:
            _fail(self, prompt_id, error)
        finally:
            running.end()
            lease.end()
            CURRENT.reset(token)
        # ComfyUI leaves the previous prompt's verdict when a graph fails before its first node.
        self.success = not any(event in _FAILURES for event, _ in self.status_messages)

    return execute_async


def _forget_previous(executor: Any, client_id: str | None) -> None:
    """After an exception ComfyUI would file the previous prompt's outputs under this one."""
    executor.history_result = {"outputs": {}, "meta": {}}
    executor.status_messages = []
    executor.success = True
    executor.server.client_id = client_id
    executor.server.last_node_id = None


def _fail(executor: Any, prompt_id: str, error: BaseException) -> None:
    executor.success = False
    message = {
        "prompt_id": prompt_id,
        "node_id": "",
        "node_type": "",
        "executed": [],
        "exception_message": f"{error}\n",
        "exception_type": type(error).__name__,
        "traceback": [],
        "current_inputs": {},
        "current_outputs": [],
    }
    executor.add_message("execution_error", message, broadcast=False)
