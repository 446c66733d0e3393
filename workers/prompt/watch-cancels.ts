/** Hears at once that a running run shall be cancelled; the heartbeat would tell it a little later. */
import type { Redis } from 'ioredis';

import { cancelChannel } from '@/lib/features/prompts/cancel-run';
import type { RunId } from '@/lib/kernel/ids';

import type { ActiveRuns } from './active-runs';

/** @param redis a connection of use `blocking`; other subscriptions may share it */
export async function watchCancels(
  redis: Redis,
  prefix: string,
  activeRuns: ActiveRuns,
): Promise<void> {
  const channel = cancelChannel(prefix);
  redis.on('message', (from, runId) => {
    if (from === channel) activeRuns.find(runId as RunId)?.stop('cancel');
  });
  await redis.subscribe(channel);
}
