"""The other half: switch before each prompt, by what the client wrote into extra_data."""

import execution
from atelier_naive_shared import enter

_original = execution.PromptExecutor.execute_async


async def _execute_async(self, prompt, prompt_id, extra_data=None, execute_outputs=()):
    tenant = (extra_data or {}).get("tenant")
    if tenant:
        enter(tenant)
    return await _original(self, prompt, prompt_id, extra_data or {}, execute_outputs)


execution.PromptExecutor.execute_async = _execute_async
NODE_CLASS_MAPPINGS = {}
