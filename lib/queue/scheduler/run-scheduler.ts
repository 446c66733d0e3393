/**
 * Decides which run is next. Which run a slot gets is settled at the moment when the slot has room
 * (`pick`), not when the run is submitted: by start-time fair queuing on device-seconds among users, and
 * by the user's own order within a user. All of it lies in Redis and is made anew from the documents
 * when it is lost (lib/features/prompts/queue-missing-runs.ts).
 */
import type { Redis } from 'ioredis';

import type { Lane } from '@/lib/domain/prompt-run';
import type { RunId, UserId } from '@/lib/kernel/ids';

import { answered } from '../answered';
import { PICK_GRACE_MS, POOL_FRESH_MS, RESERVED_MS } from '../policies';
import {
  parsePoolState,
  parseUserState,
  type PoolState,
  type RunLabel,
  type UserState,
} from './queue-state';
import { scriptsOf } from './scripts';

/** A run that waits, with all that deciding needs. */
export interface WaitingRun {
  readonly runId: RunId;
  readonly userId: UserId;
  readonly pool: string;
  readonly lane: Lane;
  /** Smaller ones of the same user run first. */
  readonly order: number;
  /** Runs with one key take about the same time. */
  readonly costKey: string;
  /** Model files that it loads. */
  readonly models: readonly string[];
  /** Hashes of node definitions that cannot run its graph. */
  readonly without?: readonly string[];
  /** How many runs of its user slots may hold at a time. */
  readonly runningMax: number | null;
  readonly label: RunLabel;
}

/** What a slot offers. */
export interface SlotOffer {
  readonly slotId: string;
  /** Of its node definitions. */
  readonly nodesHash: string;
  /** Model files that are most likely in its memory. */
  readonly models: readonly string[];
}

/** What a run took of a slot. */
export interface SlotUse {
  readonly slotId: string;
  /** On the device; null: it never came to that. */
  readonly seconds?: number | null;
  /** Whether later runs of its kind may be expected to take as long. */
  readonly isTypical?: boolean;
}

/**
 * `queued`: it waits, or a slot that had nothing to do has it already. `unheard`: it waits, and nobody
 * hears for a slot that seemed to have nothing to do.
 */
export type Added = 'known' | 'queued' | 'unheard';
const ADDED: readonly Added[] = ['known', 'queued', 'unheard'];

export type RunScheduler = ReturnType<typeof createRunScheduler>;

interface SchedulerOptions {
  /** A connection of use `command`; it stays the caller's to close. */
  readonly redis: Redis;
  readonly prefix: string;
}

/**
 * A slot that has a run's models may take it although another user stands this far behind, in
 * device-seconds: about what loading a model takes.
 */
const MODELS_SLACK_S = 5;

/** How much of what waits is compared with the documents in one go. */
const SCAN_COUNT = 200;

/** Every method throws AppError `unavailable` while Redis is away. */
export function createRunScheduler({ redis, prefix }: SchedulerOptions) {
  const call = scriptsOf(redis);
  // The braces keep a pool's keys together where Redis is a cluster.
  const base = (pool: string): string => `${prefix}:schedule:{${pool}}`;
  const pools = new Map<string, { readonly askedMs: number; readonly state: Promise<PoolState> }>();
  const isOne = async (answer: Promise<unknown>): Promise<boolean> =>
    Number(await answered(answer)) === 1;

  async function add(run: WaitingRun, graceMs: number): Promise<Added> {
    const { runId, userId, pool, lane, order, costKey, models, without = [], runningMax } = run;
    const label = JSON.stringify(run.label);
    const lists = [JSON.stringify(models), JSON.stringify(without)] as const;
    const facts = [costKey, ...lists, runningMax ?? ''] as const;
    const answer = call('add', base(pool), runId, userId, lane, order, ...facts, graceMs, label);
    return ADDED[Number(await answered(answer))] ?? 'known';
  }

  return {
    /** Tells a slot that had nothing to do which run it holds now: it looks like one that it picked. */
    callChannel: (pool: string, slotId: string) => `${base(pool)}:calls:${slotId}`,

    /**
     * A run waits from now on; one that waits already stays as it is. A slot that still seems to hold it
     * lost it: the documents say that it waits.
     */
    add: (run: WaitingRun) => add(run, 0),

    /** As `add`, for runs that a slot may just be about to claim: those are left alone. */
    restore: (run: WaitingRun) => add(run, PICK_GRACE_MS),

    /** Of these runs of one pool, those that are not known. */
    async findMissing(runIds: readonly RunId[], pool: string): Promise<RunId[]> {
      if (runIds.length === 0) return [];
      return (await answered(call('missing', base(pool), PICK_GRACE_MS, ...runIds))) as RunId[];
    },

    /** Runs wait no longer; unknown ones are passed over. */
    async remove(runIds: readonly RunId[], pool: string): Promise<void> {
      if (runIds.length > 0) await answered(call('remove', base(pool), ...runIds));
    },

    /** @returns false when it does not wait */
    move: (userId: UserId, runId: RunId, pool: string, order: number) =>
      isOne(call('move', base(pool), userId, runId, order)),

    /** @returns how many of the user's runs wait */
    async setPaused(userId: UserId, pool: string, isPaused: boolean): Promise<number> {
      return Number(await answered(call('pause', base(pool), userId, isPaused ? '1' : '0')));
    },

    /**
     * Keeps a place among a user's waiting runs until the run is added, or for a short while.
     * @returns `full`, with how many wait; `unknown` while not all that waits is known here
     */
    async reserve(
      userId: UserId,
      pool: string,
      token: string,
      waitingMax: number,
    ): Promise<{ readonly kind: 'kept' | 'full' | 'unknown'; readonly waiting: number }> {
      const answer = call('reserve', base(pool), userId, token, waitingMax, RESERVED_MS);
      const [kind, waiting] = (await answered(answer)) as [number, number];
      return { kind: kind === 1 ? 'kept' : kind === 0 ? 'full' : 'unknown', waiting };
    },

    /** Gives a place back that will not be used. */
    async giveUp(userId: UserId, pool: string, token: string): Promise<void> {
      await answered(redis.zrem(`${base(pool)}:reserved:${userId}`, token));
    },

    /** Takes the run that the slot is to run next; null: none that it may and can run. */
    async pick(pool: string, { slotId, nodesHash, models }: SlotOffer): Promise<RunId | null> {
      const loaded = JSON.stringify(models);
      const picked = call('pick', base(pool), slotId, nodesHash, loaded, MODELS_SLACK_S);
      return (await answered(picked)) as RunId | null;
    },

    /** The slot is done with the run. Repeating it changes nothing. */
    finish: (runId: RunId, pool: string, { slotId, seconds = null, isTypical = false }: SlotUse) =>
      isOne(call('finish', base(pool), runId, slotId, seconds ?? '', isTypical ? '1' : '0')),

    /** The run ended, and no slot said so. */
    forget: (runId: RunId, pool: string) => isOne(call('finish', base(pool), runId, '', '', '0')),

    /** The slot did not begin with the run: it waits where it waited. @param without cannot run it */
    putBack: (runId: RunId, pool: string, slotId: string, without = '') =>
      isOne(call('putBack', base(pool), runId, slotId, without)),

    /** The slot's runner began with the run. */
    started: (runId: RunId, pool: string, slotId: string) =>
      isOne(call('started', base(pool), runId, slotId)),

    /** Runs that slots picked some time ago and hold. */
    async listHeld(pool: string): Promise<RunId[]> {
      return (await answered(call('held', base(pool), PICK_GRACE_MS))) as RunId[];
    },

    /** A part of the runs that wait. @param cursor '0' begins; the answer's '0' says that all were seen */
    async scanWaiting(pool: string, cursor: string): Promise<{ cursor: string; runIds: RunId[] }> {
      const [next, flat] = await answered(
        redis.hscan(`${base(pool)}:runs`, cursor, 'COUNT', SCAN_COUNT),
      );
      return { cursor: next, runIds: flat.filter((_, index) => index % 2 === 0) as RunId[] };
    },

    /** Whether all that waits in the documents is known here. */
    async isComplete(pool: string): Promise<boolean> {
      return (await answered(redis.exists(`${base(pool)}:complete`))) === 1;
    },

    /** Forgets a pool that never comes again. */
    async drop(pool: string): Promise<void> {
      const stream = redis.scanStream({ match: `${base(pool)}*`, count: 500 });
      for await (const keys of stream as AsyncIterable<string[]>) {
        if (keys.length > 0) await answered(redis.del(...keys));
      }
    },

    async markComplete(pool: string): Promise<void> {
      await answered(redis.set(`${base(pool)}:complete`, '1'));
    },

    /** The same answer for all who ask within half a second. */
    poolState(pool: string): Promise<PoolState> {
      const known = pools.get(pool);
      if (known !== undefined && Date.now() - known.askedMs < POOL_FRESH_MS) return known.state;
      const state = answered(call('poolState', base(pool))).then(parsePoolState);
      pools.set(pool, { askedMs: Date.now(), state });
      state.catch(() => pools.delete(pool));
      return state;
    },

    /** @param from the first waiting run to show, from 0 */
    async userState(userId: UserId, pool: string, from = 0, count = 0): Promise<UserState> {
      return parseUserState(await answered(call('userState', base(pool), userId, from, count)));
    },
  };
}
