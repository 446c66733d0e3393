/**
 * A place among the caller's waiting runs, kept before the run is written: of requests that come at the
 * same time no more get through than there are places.
 */
import { ACTIVE_STATES } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface PlaceDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'count'>;
  readonly producer: Pick<RunProducer, 'scheduler'>;
  /** How many runs of one user may wait, whatever the user's own limit is. */
  readonly runsWaitingMax: () => Promise<number>;
}

export interface KeptPlace {
  /** @throws AppError `too_many_requests` when there is none */
  readonly kept: Promise<void>;
  /** The run will not come. */
  giveUp(): void;
}

const RETRY_AFTER_S = 10;

/** The place is the run's as soon as the run is queued; one that is never used is free again after a while. */
export function keepPlace(
  deps: PlaceDeps,
  { userId, pool, limits }: Caller,
  runId: RunId,
): KeptPlace {
  const { scheduler } = deps.producer;

  async function keep(): Promise<void> {
    const max = Math.min(await deps.runsWaitingMax(), limits.runsWaitingMax ?? Infinity);
    const place = await scheduler
      .reserve(userId, pool, runId, max)
      .catch(() => ({ kind: 'unknown' as const, waiting: 0 }));
    if (place.kind === 'kept') return;
    // Redis is away or was emptied a moment ago: the documents know how many there are.
    const waiting =
      place.kind === 'full'
        ? place.waiting
        : await deps.promptRuns.count(userId, { states: ACTIVE_STATES });
    if (waiting < max) return;
    throw new AppError(
      'too_many_requests',
      `You have ${waiting} prompts waiting, and ${max} is the limit. Wait for some to finish or cancel some.`,
      { retryAfterS: RETRY_AFTER_S },
    );
  }

  return {
    kept: keep(),
    giveUp: () => void scheduler.giveUp(userId, pool, runId).catch(() => undefined),
  };
}
