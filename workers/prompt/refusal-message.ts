/** A runner's refusal of a graph as the error that the run ends with. */
import type { PromptRun } from '@/lib/domain/prompt-run';
import type { ComfyMessage } from '@/lib/domain/user-event';
import { errorMessageOf } from '@/lib/features/prompts/run-ending';

import type { Refusal } from './runner/runner-client';
import { scrubText } from './scrub-host-paths';

/** Names the first node that was refused, so that the editor marks it. */
export function refusalMessage(run: PromptRun, { error, node_errors }: Refusal): ComfyMessage {
  const [first] = Object.entries(node_errors ?? {});
  const faults = first?.[1].errors?.map(({ message }) => message ?? '') ?? [];
  const words = [error.message, error.details, ...faults].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
  return errorMessageOf(
    run,
    {
      nodeId: first?.[0] ?? '',
      nodeType: first?.[1].class_type ?? '',
      exceptionType: error.type ?? 'invalid_prompt',
      exceptionMessage: scrubText([...new Set(words)].join(': ')),
      traceback: [],
    },
    new Date(),
  );
}
