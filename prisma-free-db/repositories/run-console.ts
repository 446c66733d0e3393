/** Runs of everybody as the console lists them: the small facts only, never outputs or graphs. */
import type { Document, Filter } from 'mongodb';

import type { RunError, RunState } from '@/lib/domain/prompt-run';
import type { RunId, UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';

export interface RunFacts {
  readonly id: RunId;
  readonly userId: UserId;
  readonly promptId: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly pool: string;
  readonly device: string | null;
  readonly slotId: string | null;
  readonly workflowId: string;
  readonly error: RunError | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface RunFilter {
  readonly userIds?: readonly UserId[] | undefined;
  readonly state?: RunState | undefined;
  readonly device?: string | undefined;
  readonly pool?: string | undefined;
  readonly workflowId?: string | undefined;
}

const FIELDS = {
  ...{ user_id: 1, prompt_id: 1, state: 1, attempt: 1, pool: 1, device: 1, slot_id: 1 },
  ...{ workflow_id: 1, error: 1, created_at: 1, started_at: 1, finished_at: 1 },
};

const TIMES = { state: 1, created_at: 1, started_at: 1, finished_at: 1 };

function toFacts(document: Document & { _id: string }): RunFacts {
  return {
    id: document._id as RunId,
    userId: document['user_id'] as UserId,
    promptId: String(document['prompt_id']),
    state: document['state'] as RunState,
    attempt: Number(document['attempt']),
    pool: String(document['pool']),
    device: (document['device'] as string | null | undefined) ?? null,
    slotId: (document['slot_id'] as string | null | undefined) ?? null,
    workflowId: String(document['workflow_id']),
    error: (document['error'] as RunError | null | undefined) ?? null,
    createdAt: document['created_at'] as Date,
    startedAt: (document['started_at'] as Date | null | undefined) ?? null,
    finishedAt: (document['finished_at'] as Date | null | undefined) ?? null,
  };
}

/** How much waits and runs in one pool. */
export interface PoolQueue {
  readonly pool: string;
  readonly waiting: number;
  readonly running: number;
  /** When the oldest waiting run was submitted. */
  readonly oldestAt: Date | null;
}

/** Runs that ended in some time. */
export interface EndedCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly started: number;
  readonly waitMs: number;
  readonly runMs: number;
}

export function runConsoleRepository({ promptRuns }: Pick<Collections, 'promptRuns'>) {
  const matching = ({ userIds, state, device, pool, workflowId }: RunFilter) =>
    ({
      ...(userIds !== undefined && { user_id: { $in: [...userIds] } }),
      ...(state !== undefined && { state }),
      ...(device !== undefined && { device }),
      ...(pool !== undefined && { pool }),
      ...(workflowId !== undefined && { workflow_id: workflowId }),
    }) as Filter<Document & { _id: string }>;

  return {
    /** Newest first. */
    async listAsSystem(filter: RunFilter, limit: number, offset: number): Promise<RunFacts[]> {
      const documents = await promptRuns
        .find(matching(filter), { projection: FIELDS })
        .sort({ created_at: -1, _id: -1 })
        .skip(offset)
        .limit(limit)
        .toArray();
      return documents.map(toFacts);
    },

    async countAsSystem(filter: RunFilter): Promise<number> {
      const wanted = matching(filter);
      if (Object.keys(wanted).length === 0) return promptRuns.estimatedDocumentCount();
      return promptRuns.countDocuments(wanted);
    },

    /** Pools in which something waits or runs, by name. */
    async queueByPoolAsSystem(): Promise<PoolQueue[]> {
      const groups = await promptRuns
        .aggregate<{ _id: { pool: string; state: RunState }; count: number; oldest: Date }>([
          { $match: { state: { $in: ['queued', 'running'] } } },
          {
            $group: {
              _id: { pool: '$pool', state: '$state' },
              count: { $sum: 1 },
              oldest: { $min: '$created_at' },
            },
          },
        ])
        .toArray();
      const of = (pool: string, state: RunState) =>
        groups.find(({ _id }) => _id.pool === pool && _id.state === state);
      return [...new Set(groups.map(({ _id }) => _id.pool))].sort().map((pool) => ({
        pool,
        waiting: of(pool, 'queued')?.count ?? 0,
        running: of(pool, 'running')?.count ?? 0,
        oldestAt: of(pool, 'queued')?.oldest ?? null,
      }));
    },

    /** Runs that ended in `[from, to)`. */
    async countEndedAsSystem(from: Date, to: Date): Promise<EndedCounts> {
      const ended = await promptRuns
        .find({ finished_at: { $gte: from, $lt: to } }, { projection: TIMES })
        .map(toFacts)
        .toArray();
      const count = (state: RunState): number => ended.filter((run) => run.state === state).length;
      const started = ended.filter(({ startedAt }) => startedAt !== null);
      const sum = (of: (run: RunFacts) => number): number =>
        started.reduce((total, run) => total + of(run), 0);
      const ms = (date: Date | null): number => date?.getTime() ?? 0;
      return {
        succeeded: count('succeeded'),
        failed: count('failed'),
        cancelled: count('cancelled'),
        started: started.length,
        waitMs: sum(({ createdAt, startedAt }) => ms(startedAt) - ms(createdAt)),
        runMs: sum(({ startedAt, finishedAt }) => ms(finishedAt) - ms(startedAt)),
      };
    },

    async findAsSystem(runId: RunId): Promise<RunFacts | null> {
      const document = await promptRuns.findOne({ _id: runId }, { projection: FIELDS });
      return document && toFacts(document);
    },
  };
}
