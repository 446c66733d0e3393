/** Hears at once that a running run shall be cancelled; the heartbeat would tell it a little later. */
import type { Redis } from 'ioredis';

import { cancelChannel } from '@/lib/features/prompts/cancel-run';
import type { RunId } from '@/lib/kernel/ids';

import type { ActiveRuns } from './active-runs';

/** @param redis a connection of its own, of use `blocking` */
export async function watchCancels(
  redis: Redis,
  prefix: string,
  activeRuns: ActiveRuns,
): Promise<void> {
  redis.on('message', (_channel, runId) => activeRuns.find(runId as RunId)?.stop('cancel'));
  await redis.subscribe(cancelChannel(prefix));
}
