/**
 * How long a waiting run will wait, from what is known now: the turns as the scheduler will give them,
 * with the estimates of all runs. Who comes later may change it, in both directions.
 */
import type { Lane } from '@/lib/domain/prompt-run';
import type { UserId } from '@/lib/kernel/ids';
import type { PoolState, PoolUser } from '@/lib/queue/scheduler/queue-state';

export interface Waiting {
  readonly userId: UserId;
  readonly lane: Lane;
  /** Device-seconds of the same user and lane that come before it. */
  readonly before: number;
}

/**
 * @param slots that serve the pool now
 * @returns seconds; null when nothing says that it will start: no slot, or its owner's queue is paused
 */
export function estimateWait(pool: PoolState, run: Waiting, slots: number): number | null {
  return estimatesOf(pool, run)(run.before, slots);
}

/**
 * For many runs of one user and lane: what they have in common is found once, so that a page of the queue
 * does not go through all users for each of its rows.
 * @returns what `estimateWait` says of a run with so many device-seconds before it
 */
export function estimatesOf(
  pool: PoolState,
  { userId, lane }: Pick<Waiting, 'userId' | 'lane'>,
): (before: number, slots: number) => number | null {
  const users = pool.users.filter(({ isPaused }) => !isPaused);
  const own = users.find((user) => user.userId === userId && user.lane === lane);
  if (own === undefined) return () => null;

  const rivals = users.filter((user) => user.lane === lane && user !== own);
  const interactive = users.filter((user) => user.lane === 'interactive');
  const ahead = lane === 'background' ? sum(interactive, ({ work }) => work) : 0;
  const inService = sum(pool.held, ({ estimate, elapsed }) => positive(estimate - elapsed));

  return (before, slots) => {
    if (slots === 0) return null;
    // Each other user is served until the own virtual time has come to this run.
    const reached = own.tag + before;
    const others = sum(rivals, ({ work, tag }) => Math.min(work, positive(reached - tag)));
    const isFree = pool.held.length < slots && others + ahead + before === 0;
    const byTurns = isFree ? 0 : (inService + others + ahead + before) / slots;
    // However many slots there are, the owner's cap holds.
    return Math.max(byTurns, before / Math.min(slots, own.runningMax ?? slots));
  };
}

const positive = (value: number): number => Math.max(0, value);
const sum = <Item>(items: readonly Item[], valueOf: (item: Item) => number): number =>
  items.reduce((total, item) => total + valueOf(item), 0);

/** Of a user who has nothing waiting: how long the next run would wait. */
export function estimateNewcomer(pool: PoolState, userId: UserId, slots: number): number | null {
  const known = pool.users.find((user) => user.userId === userId && user.lane === 'interactive');
  if (known !== undefined) {
    const run = { userId, lane: 'interactive', before: known.work } as const;
    return estimateWait(pool, run, slots);
  }
  const tag = pool.clock.interactive;
  const facts = { userId, lane: 'interactive', tag, work: 0, runningMax: null, isPaused: false };
  const users = [...pool.users, facts as PoolUser];
  return estimateWait({ ...pool, users }, { userId, lane: 'interactive', before: 0 }, slots);
}
