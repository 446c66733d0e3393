/**
 * A place among the caller's waiting runs, kept before the run is written: of requests that come at the
 * same time no more get through than there are places.
 */
import { pressureText, WAITING_UNDER_PRESSURE } from '@/lib/domain/admission';
import { ACTIVE_STATES, type Lane } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import type { AdmissionReader } from '@/lib/features/admission/read-admission';
import { AppError } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface PlaceDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'count'>;
  readonly producer: Pick<RunProducer, 'scheduler'>;
  /** How many runs of one user may wait, whatever the user's own limit is. */
  readonly runsWaitingMax: () => Promise<number>;
  readonly admission: AdmissionReader;
}

export interface KeptPlace {
  /** @throws AppError `too_many_requests` when there is none */
  readonly kept: Promise<void>;
  /** The run will not come. */
  giveUp(): void;
}

const RETRY_AFTER_S = 10;
const RETRY_UNDER_PRESSURE_S = 30;

/** The place is the run's as soon as the run is queued; one that is never used is free again after a while. */
export function keepPlace(
  deps: PlaceDeps,
  { userId, pool, limits }: Caller,
  runId: RunId,
  lane: Lane = 'interactive',
): KeptPlace {
  const { scheduler } = deps.producer;
  const admission = deps.admission.forPool(pool);

  async function keep(): Promise<void> {
    const { background, everything } = admission;
    if (lane === 'background' && background !== null) {
      throw new AppError(
        'unavailable',
        `No more work is taken in the background: ${pressureText(background)}. Try again later.`,
        { reason: 'background_full', retryAfterS: RETRY_UNDER_PRESSURE_S },
      );
    }
    const max = Math.min(
      await deps.runsWaitingMax(),
      limits.runsWaitingMax ?? Infinity,
      everything === null ? Infinity : WAITING_UNDER_PRESSURE,
    );
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
    if (everything !== null) {
      throw new AppError(
        'too_many_requests',
        `The machines are full: ${pressureText(everything)}. Until that passes each user may have ` +
          `${max} prompt waiting, and you have ${waiting}.`,
        {
          reason: 'machines_full',
          facts: { limit: max, waiting },
          retryAfterS: RETRY_UNDER_PRESSURE_S,
        },
      );
    }
    throw new AppError(
      'too_many_requests',
      `You have ${waiting} prompts waiting, and ${max} is the limit. Wait for some to finish or cancel some.`,
      { reason: 'waiting_limit', facts: { limit: max, waiting }, retryAfterS: RETRY_AFTER_S },
    );
  }

  const kept = keep();
  return {
    kept,
    // After it was kept, or it would be kept behind our back.
    giveUp: () =>
      void kept.then(() => scheduler.giveUp(userId, pool, runId)).catch(() => undefined),
  };
}
