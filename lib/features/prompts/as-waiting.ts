/** What a slot only holds ready has not begun: to its owner it waits. */
import type { PromptRun } from '@/lib/domain/prompt-run';
import type { RunId, UserId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';

type Scheduler = Pick<RunProducer['scheduler'], 'userState'>;

/** Of the owner's claimed runs, those that no runner began with. Without Redis nobody knows: none. */
export async function findReady(
  scheduler: Scheduler,
  userId: UserId,
  claimed: readonly Pick<PromptRun, 'pool'>[],
): Promise<ReadonlySet<RunId>> {
  const pools = [...new Set(claimed.map(({ pool }) => pool))];
  const states = await Promise.all(
    pools.map((pool) => scheduler.userState(userId, pool).catch(() => null)),
  );
  const held = states.flatMap((state) => state?.heldRuns ?? []);
  return new Set(held.flatMap(({ runId, elapsed }) => (elapsed === null ? [runId] : [])));
}

/** The runs as their owner sees them. */
export async function asWaiting(
  scheduler: Scheduler,
  userId: UserId,
  runs: readonly PromptRun[],
): Promise<PromptRun[]> {
  const claimed = runs.filter(({ state }) => state === 'running');
  const ready = await findReady(scheduler, userId, claimed);
  return runs.map((run) =>
    run.state === 'running' && ready.has(run.id) ? { ...run, state: 'queued' } : run,
  );
}
