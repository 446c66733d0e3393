/** The runs that this worker holds: who holds a run answers for its lease. */
import type { PromptRun, RunGraph, RunLease } from '@/lib/domain/prompt-run';
import type { ClaimedRun } from '@/lib/features/prompts/claim-prompt-run';
import type { RunId } from '@/lib/kernel/ids';

/** Why a run has to stop before its runner ended it. */
export type StopReason =
  /** Its owner asked for it. */
  | 'cancel'
  /** Its lease is gone: write and say nothing any more. */
  | 'lost'
  /** This worker is stopping: give it back. */
  | 'hand-back';

export interface ActiveRun {
  readonly run: PromptRun;
  readonly graph: RunGraph;
  readonly lease: RunLease;
  /** Aborted with a StopReason. */
  readonly stopped: AbortSignal;
  /** Aborted when the run is lost: nothing may be written any more. */
  readonly lost: AbortSignal;
  stop(reason: StopReason): void;
  /** By this moment the lease runs out unless it is renewed. */
  leaseUntilMs: number;
}

export interface ActiveRuns {
  add(claimed: ClaimedRun): ActiveRun;
  remove(active: ActiveRun): void;
  find(runId: RunId): ActiveRun | undefined;
  all(): ActiveRun[];
  /** For how long none has begun or ended, in milliseconds. */
  quietForMs(): number;
  /** Resolves when there are fewer than `count`. */
  whenFewerThan(count: number): Promise<void>;
}

export function createActiveRuns(): ActiveRuns {
  const runs = new Map<RunId, ActiveRun>();
  let changedMs = performance.now();
  let waiting: { count: number; resolve: () => void }[] = [];

  return {
    add({ run, graph, lease }) {
      const stopping = new AbortController();
      const losing = new AbortController();
      const active: ActiveRun = {
        run,
        graph,
        lease,
        stopped: stopping.signal,
        lost: losing.signal,
        leaseUntilMs: lease.until.getTime(),
        stop(reason) {
          if (reason === 'lost') losing.abort();
          stopping.abort(reason);
        },
      };
      runs.set(run.id, active);
      changedMs = performance.now();
      return active;
    },
    remove(active) {
      // A run that was lost may be back here already, under another lease.
      if (runs.get(active.run.id) === active) runs.delete(active.run.id);
      changedMs = performance.now();
      for (const { count, resolve } of waiting) if (runs.size < count) resolve();
      waiting = waiting.filter(({ count }) => runs.size >= count);
    },
    find: (runId) => runs.get(runId),
    all: () => [...runs.values()],
    quietForMs: () => performance.now() - changedMs,
    whenFewerThan: (count) =>
      runs.size < count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ count, resolve });
          }),
  };
}
