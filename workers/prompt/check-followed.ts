/**
 * Asks a runner about a run of which nothing was heard: its events may have been missed while the
 * socket was away, or the runner may have lost it.
 */
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { FollowedRun } from './follow-run';
import type { HistoryEntry, RunnerClient } from './runner/runner-client';

interface Followed {
  readonly runId: string;
  readonly tenant: string;
  readonly followed: FollowedRun;
}

/** Between leaving the queue and entering history a prompt is in neither for a moment. */
const missedOnce = new WeakSet<FollowedRun>();

/** Makes up for missed events, or ends the run as the runner's fault when the runner lost it. */
export async function checkFollowed(
  client: RunnerClient,
  { runId, tenant, followed }: Followed,
  log: Logger,
): Promise<void> {
  try {
    const entry = await client.history(tenant, runId);
    if (entry !== null) {
      log.warn({ runId }, 'events were missed; the result is taken from history');
      await replay(followed, entry);
    } else if (await client.isQueued(tenant, runId)) {
      missedOnce.delete(followed);
    } else if (missedOnce.has(followed)) {
      followed.end({ kind: 'fault', reason: 'it lost the prompt', attempt: 'counts' });
    } else {
      missedOnce.add(followed);
    }
  } catch (error) {
    log.debug({ runId, error: errorMessage(error) }, 'runner could not be asked');
  }
}

/** Tells the follower what history knows: outputs first, then how it ended. */
async function replay(followed: FollowedRun, entry: HistoryEntry): Promise<void> {
  await followed.settle().catch(() => undefined);
  const { outputs } = followed.record();
  for (const [node, output] of Object.entries(entry.outputs ?? {})) {
    if (node in outputs) continue;
    followed.onMessage('executed', { node, display_node: node, output });
  }
  for (const [type, data] of (entry.status?.messages ?? []).slice(-1)) {
    followed.onMessage(type, data);
  }
}
