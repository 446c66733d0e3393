/**
 * An earlier attempt of a run may still be in the runner: a long step does not hear an interrupt, and the
 * lease was lost meanwhile. What it still says would be taken for the new attempt's words, and the runner
 * refuses the id until it is gone.
 */
import { setTimeout as delay } from 'node:timers/promises';

import type { PromptRun } from '@/lib/domain/prompt-run';

import type { RunnerClient } from './runner/runner-client';

const LOOK_EVERY_MS = 250;
/** A node that does not hear an interrupt for so long takes its runner with it. */
const LIMIT_MS = 15_000;

/**
 * Waits until the runner has nothing of the run any more.
 * @param signal rejects the waiting when it aborts
 * @returns false when an earlier attempt is still there at the limit
 */
export async function clearRunner(
  client: Pick<RunnerClient, 'isQueued' | 'forget'>,
  { id, userId }: Pick<PromptRun, 'id' | 'userId'>,
  signal: AbortSignal,
): Promise<boolean> {
  const until = Date.now() + LIMIT_MS;
  for (;;) {
    signal.throwIfAborted();
    const wasThere = await client.isQueued(userId, id);
    // Asked after the look, so that the last words of what just ended have passed by unheard.
    await client.forget(userId, id);
    if (!wasThere) return true;
    if (Date.now() > until) return false;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}
