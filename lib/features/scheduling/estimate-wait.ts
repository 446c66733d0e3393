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
  const users = pool.users.filter(({ isPaused }) => !isPaused);
  const own = users.find(({ userId, lane }) => userId === run.userId && lane === run.lane);
  if (slots === 0 || own === undefined) return null;

  const inLane = users.filter(({ lane }) => lane === run.lane);
  // Each other user is served until the own virtual time has come to this run.
  const reached = own.tag + run.before;
  const others = sum(inLane, (user) =>
    user === own ? 0 : Math.min(user.work, positive(reached - user.tag)),
  );
  const interactive = users.filter(({ lane }) => lane === 'interactive');
  const ahead = run.lane === 'background' ? sum(interactive, ({ work }) => work) : 0;
  const inService = sum(pool.held, ({ estimate, elapsed }) => positive(estimate - elapsed));
  const isFree = pool.held.length < slots && others + ahead + run.before === 0;
  const byTurns = isFree ? 0 : (inService + others + ahead + run.before) / slots;
  // However many slots there are, the owner's cap holds.
  return Math.max(byTurns, run.before / Math.min(slots, own.runningMax ?? slots));
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
