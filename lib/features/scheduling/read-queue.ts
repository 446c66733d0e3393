/** The caller's own queue: what waits and runs, in which order, and for how long. Answers are kept for half a second. */
import { ACTIVE_STATES } from '@/lib/domain/prompt-run';
import type { QueueCounts, QueuePage, QueueRun } from '@/lib/domain/queue-view';
import type { Slot } from '@/lib/domain/slot';
import type { Caller } from '@/lib/domain/user';
import type { OnlineSlots } from '@/lib/features/slots/list-online-slots';
import { RecentMap } from '@/lib/kernel/recent-map';
import type { RunProducer } from '@/lib/queue/producer';
import type { PoolState, UserState } from '@/lib/queue/scheduler/queue-state';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { estimatesOf } from './estimate-wait';

export interface QueueReaderDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'count'>;
  readonly producer: Pick<RunProducer, 'scheduler'>;
  readonly online: OnlineSlots;
}

type Asker = Pick<Caller, 'userId' | 'pool'>;

export interface QueueReader {
  counts(caller: Asker): Promise<QueueCounts>;
  /** Running ones first. @param from the first waiting run, from 0 */
  page(caller: Asker, from: number, limit: number): Promise<QueuePage>;
  /** The caller changed something and wants to see it. */
  forget(caller: Asker): void;
}

const FRESH_MS = 500;
const REMEMBERED_MAX = 10_000;

export function createQueueReader(deps: QueueReaderDeps): QueueReader {
  const { scheduler } = deps.producer;
  const answers = new RecentMap<string, { askedMs: number; answer: Promise<unknown> }>(
    REMEMBERED_MAX,
  );

  function kept<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = answers.get(key);
    if (known !== undefined && Date.now() - known.askedMs < FRESH_MS) {
      return known.answer as Promise<T>;
    }
    const answer = ask();
    answers.set(key, { askedMs: Date.now(), answer });
    answer.catch(() => answers.delete(key));
    return answer;
  }

  async function countDocuments({ userId }: Asker): Promise<QueueCounts> {
    const all = await deps.promptRuns.count(userId, { states: ACTIVE_STATES });
    const running = await deps.promptRuns.count(userId, { states: ['running'] });
    return { waiting: all - running, running, paused: false };
  }

  return {
    counts: (caller) =>
      kept(`${caller.userId} counts`, async () => {
        const state = await scheduler.userState(caller.userId, caller.pool).catch(() => null);
        // Without Redis the documents know the numbers.
        return state === null ? countDocuments(caller) : countsOf(state);
      }),

    page: (caller, from, limit) =>
      kept(`${caller.userId} ${from} ${limit}`, async () => {
        const { userId, pool } = caller;
        const [state, poolState, slots] = await Promise.all([
          scheduler.userState(userId, pool, from, limit),
          scheduler.poolState(pool),
          deps.online.forPool(pool),
        ]);
        const serving = slots.filter((slot) => slot.state === 'ready' || slot.state === 'busy');
        const rows = rowsOf(caller, state, poolState, { from, serving });
        return { ...countsOf(state), runs: rows };
      }),

    forget({ userId }) {
      for (const key of answers.keys()) if (key.startsWith(userId)) answers.delete(key);
    },
  };
}

const countsOf = ({ waiting, held, executing, isPaused }: UserState): QueueCounts => ({
  // What a slot only holds ready has not begun.
  waiting: waiting + held - executing,
  running: executing,
  paused: isPaused,
});

function rowsOf(
  { userId }: Asker,
  state: UserState,
  pool: PoolState,
  { from, serving }: { readonly from: number; readonly serving: readonly Slot[] },
): QueueRun[] {
  const held = state.heldRuns.map(({ label, estimate, elapsed }): QueueRun => {
    const isRunning = elapsed !== null;
    const known = { ...label, lane: 'interactive', position: null, waitS: 0 } as const;
    const facts = { estimateS: seconds(estimate), elapsedS: isRunning ? seconds(elapsed) : null };
    return { ...known, ...facts, state: isRunning ? 'running' : 'ready' };
  });
  const slotsFor = (without: readonly string[]): number =>
    without.length === 0
      ? serving.length
      : serving.filter((slot) => !without.includes(slot.objectInfoHash ?? '')).length;
  const waits = {
    interactive: estimatesOf(pool, { userId, lane: 'interactive' }),
    background: estimatesOf(pool, { userId, lane: 'background' }),
  };
  const waiting = state.places.map((place, index): QueueRun => {
    const { label, lane, estimate, before } = place;
    const wait = waits[lane](before, slotsFor(place.without));
    return {
      ...label,
      ...{ lane, state: 'waiting', elapsedS: null },
      position: from + index + 1,
      estimateS: seconds(estimate),
      waitS: wait === null ? null : seconds(wait),
    };
  });
  return [...held.sort((a, b) => (b.elapsedS ?? -1) - (a.elapsedS ?? -1)), ...waiting];
}

const seconds = (value: number): number => Math.round(value * 10) / 10;
