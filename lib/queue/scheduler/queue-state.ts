/** What the scheduler says of a pool and of a user. */
import type { Lane } from '@/lib/domain/prompt-run';
import type { RunId, UserId } from '@/lib/kernel/ids';

export interface PoolUser {
  readonly userId: UserId;
  readonly lane: Lane;
  /** Virtual time in device-seconds: whoever has the least is served next. */
  readonly tag: number;
  /** Estimated device-seconds that wait. */
  readonly work: number;
  readonly runningMax: number | null;
  readonly isPaused: boolean;
}

export interface PoolState {
  /** Virtual time of the pool: where a user starts who had nothing waiting. */
  readonly clock: Readonly<Record<Lane, number>>;
  readonly users: readonly PoolUser[];
  /** Runs that slots hold: their estimates, and for how long they have executed. */
  readonly held: readonly { readonly estimate: number; readonly elapsed: number }[];
}

/** What an owner is shown of a run, kept beside its turn: asking for the queue reads no documents. */
export interface RunLabel {
  readonly promptId: string;
  /** Counts the owner's submissions. */
  readonly number: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface WaitingPlace {
  readonly runId: RunId;
  readonly label: RunLabel;
  readonly lane: Lane;
  /** Device-seconds. */
  readonly estimate: number;
  /** Device-seconds of the same user and lane that come before it. */
  readonly before: number;
  /** Hashes of node definitions that cannot run it. */
  readonly without: readonly string[];
}

export interface UserState {
  readonly isPaused: boolean;
  /** Runs that no slot has. */
  readonly waiting: number;
  /** Runs that slots have, and of those the ones that execute. */
  readonly held: number;
  readonly executing: number;
  /** Those that were asked for, in the order in which they will start. */
  readonly places: readonly WaitingPlace[];
  readonly heldRuns: readonly {
    readonly runId: RunId;
    readonly label: RunLabel;
    readonly estimate: number;
    /** Seconds since its runner began with it; null: it has not. */
    readonly elapsed: number | null;
  }[];
}

type Row = readonly string[];

export function parsePoolState(answer: unknown): PoolState {
  const [[interactive, background], users, held] = answer as [Row, readonly Row[], readonly Row[]];
  return {
    clock: { interactive: Number(interactive), background: Number(background) },
    users: users.map(([userId, lane, tag, work, cap, isPaused]) => ({
      userId: userId as UserId,
      lane: lane as Lane,
      tag: Number(tag),
      work: Math.max(0, Number(work)),
      runningMax: cap === '' ? null : Number(cap),
      isPaused: isPaused === '1',
    })),
    held: held.map(([estimate, elapsed]) => ({
      estimate: Number(estimate),
      elapsed: Number(elapsed),
    })),
  };
}

export function parseUserState(answer: unknown): UserState {
  const [isPaused, waiting, held, executing, places, heldRuns] = answer as [
    ...[string, string, string, string],
    ...[readonly Row[], readonly Row[]],
  ];
  return {
    isPaused: isPaused === '1',
    waiting: Number(waiting),
    held: Number(held),
    executing: Number(executing),
    places: places.map(([runId, lane, estimate, before, label, without = '']) => ({
      runId: runId as RunId,
      label: parseLabel(label),
      lane: lane as Lane,
      estimate: Number(estimate),
      before: Number(before),
      without: without === '' ? [] : without.split(','),
    })),
    heldRuns: heldRuns.map(([runId, estimate, elapsed, label]) => ({
      runId: runId as RunId,
      label: parseLabel(label),
      estimate: Number(estimate),
      elapsed: elapsed === '' ? null : Number(elapsed),
    })),
  };
}

const parseLabel = (text = '{}'): RunLabel => JSON.parse(text) as RunLabel;
