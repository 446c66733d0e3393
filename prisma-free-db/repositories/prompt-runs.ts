/**
 * Prompt runs. Moves between states are compare-and-set; a method that returns null or false says
 * that somebody else moved the run, and the caller must stop writing.
 */
import type { Document, Filter } from 'mongodb';

import {
  ACTIVE_STATES,
  FINAL_STATES,
  type FinalState,
  type PromptRun,
  type RunError,
  type RunGraph,
  type RunLease,
  type RunMessage,
  type RunMeta,
  type RunOutputs,
  type RunScheduling,
  type RunState,
} from '@/lib/domain/prompt-run';
import type { RunId, UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { promptRunDocument, runGraphDocument } from '../documents/prompt-run';
import { joinCalls } from '../join-calls';
import { newRuns } from './new-runs';

export interface RunPage {
  readonly states: readonly RunState[];
  readonly limit: number;
  readonly offset?: number;
  readonly editorWorkflowId?: string;
  /** Default: newest first, by number. */
  readonly sort?: 'newest' | 'oldest';
}

export interface RunResult {
  readonly outputs: RunOutputs;
  readonly meta: RunMeta;
  readonly messages: readonly RunMessage[];
  readonly error: RunError | null;
  readonly finishedAt: Date;
  /** Of all attempts. */
  readonly deviceSeconds?: number;
}

/** What the queue needs to know of a waiting run. */
export type QueuedRun = Pick<
  PromptRun,
  'id' | 'userId' | 'pool' | 'scheduling' | 'promptId' | 'number' | 'createdAt'
>;

interface Ending {
  readonly runId: RunId;
  readonly finishedAt: Date;
  readonly filter: Filter<Document & { _id: string }>;
  readonly fields: Document;
}

/** What its owner still has in the history; also for documents that lack the field. */
const SHOWN = { hidden_at: null } as const;

export type PromptRunRepository = ReturnType<typeof promptRunRepository>;

export function promptRunRepository(collections: Pick<Collections, 'promptRuns' | 'runGraphs'>) {
  const { promptRuns, runGraphs } = collections;
  type RunFilter = Filter<Document & { _id: string }>;

  const held = (runId: RunId, lease: RunLease): RunFilter => ({
    _id: runId,
    state: 'running',
    'lease.slotId': lease.slotId,
    'lease.bootId': lease.bootId,
  });
  const ownedBy = (
    userId: UserId,
    page: Pick<RunPage, 'states' | 'editorWorkflowId'>,
  ): RunFilter => ({
    user_id: userId,
    state: { $in: [...page.states] },
    ...SHOWN,
    // A run that was cancelled while it waited never ran: it is in no history, as with ComfyUI.
    ...(page.states.includes('cancelled') && {
      $nor: [{ state: 'cancelled', started_at: null }],
    }),
    ...(page.editorWorkflowId !== undefined && { editor_workflow_id: page.editorWorkflowId }),
  });

  /** Short runs end many at a time. */
  const finish = joinCalls(async (endings: readonly Ending[]) => {
    const { matchedCount } = await promptRuns.bulkWrite(
      endings.map(({ filter, fields }) => ({ updateOne: { filter, update: { $set: fields } } })),
      { ordered: false },
    );
    if (matchedCount === endings.length) return endings.map(() => true);
    // Somebody lost a lease: the ending that lies there tells whose it is.
    const found = await Promise.all(
      endings.map(({ runId, finishedAt }) =>
        promptRuns.findOne({ _id: runId, finished_at: finishedAt }),
      ),
    );
    return found.map((document) => document !== null);
  });

  return {
    ...newRuns(collections),

    async find(userId: UserId, runId: RunId): Promise<PromptRun | null> {
      const document = await promptRuns.findOne({ _id: runId, user_id: userId, ...SHOWN });
      return document && promptRunDocument.fromDocument(document);
    },

    async findGraph(userId: UserId, runId: RunId): Promise<RunGraph | null> {
      const document = await runGraphs.findOne({ _id: runId, user_id: userId });
      return document && runGraphDocument.fromDocument(document);
    },

    /** The owner's newest run with the key that ran and succeeded. */
    async findReusable(userId: UserId, reuseKey: string): Promise<PromptRun | null> {
      const [document] = await promptRuns
        .find({
          ...{ user_id: userId, reuse_key: reuseKey, state: 'succeeded' },
          ...{ reused_from: null, ...SHOWN },
        })
        .sort({ number: -1 })
        .limit(1)
        .toArray();
      return document === undefined ? null : promptRunDocument.fromDocument(document);
    },

    /** Graphs of several runs of the owner, by run id. */
    async findGraphs(userId: UserId, runIds: readonly RunId[]): Promise<Map<RunId, RunGraph>> {
      const documents = await runGraphs
        .find({ _id: { $in: [...runIds] }, user_id: userId })
        .toArray();
      const graphs = documents.map((document) => runGraphDocument.fromDocument(document));
      return new Map(graphs.map((graph) => [graph.runId, graph]));
    },

    async list(userId: UserId, page: RunPage): Promise<PromptRun[]> {
      const documents = await promptRuns
        .find(ownedBy(userId, page))
        .sort({ number: page.sort === 'oldest' ? 1 : -1 })
        .skip(page.offset ?? 0)
        .limit(page.limit)
        .toArray();
      return documents.map((document) => promptRunDocument.fromDocument(document));
    },

    async count(
      userId: UserId,
      page: Pick<RunPage, 'states' | 'editorWorkflowId'>,
    ): Promise<number> {
      return promptRuns.countDocuments(ownedBy(userId, page));
    },

    /** Runs of one client id, newest first, for re-attaching a socket. */
    async listByClient(userId: UserId, clientId: string, since: Date): Promise<PromptRun[]> {
      const documents = await promptRuns
        .find({
          user_id: userId,
          client_id: clientId,
          ...SHOWN,
          $or: [{ state: { $in: [...ACTIVE_STATES] } }, { finished_at: { $gte: since } }],
        })
        .sort({ number: -1 })
        .limit(64)
        .toArray();
      return documents.map((document) => promptRunDocument.fromDocument(document));
    },

    /** The owner's runs of one pool that wait or run. */
    async listActiveInPool(userId: UserId, pool: string): Promise<PromptRun[]> {
      const documents = await promptRuns
        .find({ user_id: userId, state: { $in: [...ACTIVE_STATES] }, pool })
        .toArray();
      return documents.map((document) => promptRunDocument.fromDocument(document));
    },

    /** Whether the owner has a run of that pool that waits or runs. */
    async isActiveInPool(userId: UserId, pool: string): Promise<boolean> {
      const found = await promptRuns.findOne(
        { user_id: userId, state: { $in: [...ACTIVE_STATES] }, pool },
        { projection: { _id: 1 } },
      );
      return found !== null;
    },

    /** Pools that have waiting runs. */
    async listWaitingPoolsAsSystem(): Promise<string[]> {
      return (await promptRuns.distinct('pool', { state: 'queued' })) as string[];
    },

    /** The owner's highest number, to go on counting from when the counter was lost. */
    async highestNumber(userId: UserId): Promise<number> {
      const [last] = await promptRuns
        .find({ user_id: userId }, { projection: { number: 1 } })
        .sort({ number: -1 })
        .limit(1)
        .toArray();
      return typeof last?.['number'] === 'number' ? last['number'] : 0;
    },

    /** A waiting run ends at once. @returns null when it was not waiting any more */
    async cancelQueued(userId: UserId, runId: RunId, at: Date): Promise<PromptRun | null> {
      const document = await promptRuns.findOneAndUpdate(
        { _id: runId, user_id: userId, state: 'queued' },
        { $set: { state: 'cancelled', finished_at: at, cancel_requested: true } },
        { returnDocument: 'after' },
      );
      return document && promptRunDocument.fromDocument(document);
    },

    /** The waiting ones among these runs end at once. @returns those that did */
    async cancelQueuedMany(
      userId: UserId,
      runIds: readonly RunId[],
      at: Date,
    ): Promise<PromptRun[]> {
      const given = { _id: { $in: [...runIds] }, user_id: userId };
      await promptRuns.updateMany(
        { ...given, state: 'queued' },
        { $set: { state: 'cancelled', finished_at: at, cancel_requested: true } },
      );
      const documents = await promptRuns
        .find({ ...given, state: 'cancelled', finished_at: at })
        .toArray();
      return documents.map((document) => promptRunDocument.fromDocument(document));
    },

    /** Asks the worker that runs it to stop. @returns null when it is not running */
    async requestCancel(userId: UserId, runId: RunId): Promise<PromptRun | null> {
      const document = await promptRuns.findOneAndUpdate(
        { _id: runId, user_id: userId, state: 'running' },
        { $set: { cancel_requested: true } },
        { returnDocument: 'after' },
      );
      return document && promptRunDocument.fromDocument(document);
    },

    /**
     * Takes finished runs out of the owner's history. Their generations stay, and so does what says that
     * the prompt id is used and what the run took: only what it gave out goes. @returns how many
     */
    async hideFinished(
      userId: UserId,
      runIds: readonly RunId[] | 'all',
      at: Date,
    ): Promise<number> {
      const { matchedCount } = await promptRuns.updateMany(
        {
          user_id: userId,
          state: { $in: [...FINAL_STATES] },
          ...SHOWN,
          ...(runIds !== 'all' && { _id: { $in: [...runIds] } }),
        },
        { $set: { hidden_at: at, outputs: {}, meta: {}, messages: [] } },
      );
      return matchedCount;
    },

    async findAsSystem(runId: RunId): Promise<PromptRun | null> {
      const document = await promptRuns.findOne({ _id: runId });
      return document && promptRunDocument.fromDocument(document);
    },

    /**
     * queued → running under a lease.
     * @param device where it will run, such as `cuda:0`
     * @returns null when it is not waiting (any more)
     */
    async claimAsSystem(
      runId: RunId,
      lease: RunLease,
      at: Date,
      device: string | null = null,
    ): Promise<PromptRun | null> {
      const document = await promptRuns.findOneAndUpdate(
        { _id: runId, state: 'queued' },
        {
          // The slot outlives the lease: by it the console finds the runner's log.
          $set: { state: 'running', lease, device, slot_id: lease.slotId, started_at: at },
          $inc: { attempt: 1, claims: 1 },
        },
        { returnDocument: 'after' },
      );
      return document && promptRunDocument.fromDocument(document);
    },

    /** Extends the lease. @returns whether to stop: `lost` (write nothing more), `cancel`, or `go-on` */
    async heartbeatAsSystem(runId: RunId, lease: RunLease): Promise<'go-on' | 'cancel' | 'lost'> {
      const document = await promptRuns.findOneAndUpdate(
        held(runId, lease),
        { $set: { 'lease.until': lease.until } },
        { returnDocument: 'after', projection: { cancel_requested: 1 } },
      );
      if (document === null) return 'lost';
      return document['cancel_requested'] === true ? 'cancel' : 'go-on';
    },

    /** running → a final state. @returns false when the lease was lost: say nothing to anybody */
    async finishAsSystem(
      runId: RunId,
      lease: RunLease,
      state: FinalState,
      result: RunResult,
    ): Promise<boolean> {
      const fields = promptRunDocument.toFields({ state, lease: null, ...result });
      const { finishedAt } = result;
      return finish({ runId, finishedAt, filter: held(runId, lease), fields });
    },

    /**
     * running → queued, for a fault of the runner or host.
     * @param attempt `counts`: the fault may be the run's own doing; `forgiven`: it only stood nearby
     * @param deviceSeconds that this attempt took
     * @returns false when the lease was lost
     */
    async releaseAsSystem(
      runId: RunId,
      lease: RunLease,
      attempt: 'counts' | 'forgiven' = 'counts',
      deviceSeconds = 0,
    ): Promise<boolean> {
      const { matchedCount } = await promptRuns.updateOne(held(runId, lease), {
        $set: { state: 'queued', lease: null },
        $inc: { device_seconds: deviceSeconds, attempt: attempt === 'forgiven' ? -1 : 0 },
      });
      return matchedCount === 1;
    },

    /** Runs whose lease ended before `at`, back to queued. @returns the runs released */
    async releaseExpiredAsSystem(at: Date, limit: number): Promise<PromptRun[]> {
      return releaseEach({ state: 'running', 'lease.until': { $lt: at } }, limit);
    },

    /** Runs that an earlier start of this worker held, back to queued. @returns the runs released */
    async releasePredecessorsAsSystem(workerId: string, bootId: string): Promise<PromptRun[]> {
      return releaseEach(
        { state: 'running', 'lease.workerId': workerId, 'lease.bootId': { $ne: bootId } },
        1_000,
      );
    },

    /** A run that used up its attempts ends as failed. @returns false when it moved meanwhile */
    async failQueuedAsSystem(
      runId: RunId,
      error: RunError,
      at: Date,
      messages: readonly RunMessage[] = [],
    ): Promise<boolean> {
      const fields = promptRunDocument.toFields({
        state: 'failed',
        error,
        messages,
        finishedAt: at,
        lease: null,
      });
      const { matchedCount } = await promptRuns.updateOne(
        { _id: runId, state: 'queued' },
        { $set: fields },
      );
      return matchedCount === 1;
    },

    /**
     * Waiting runs submitted after `after` and before `before`, oldest first, for reconciliation with
     * the queue. Only what the queue needs is read: there may be many.
     */
    async listQueuedAsSystem(after: Date, before: Date, limit: number): Promise<QueuedRun[]> {
      const documents = await promptRuns
        .find(
          { state: 'queued', created_at: { $gt: after, $lt: before } },
          {
            projection: {
              ...{ user_id: 1, pool: 1, scheduling: 1 },
              ...{ prompt_id: 1, number: 1, created_at: 1 },
            },
          },
        )
        .sort({ created_at: 1 })
        .limit(limit)
        .toArray();
      return documents.map((document) => ({
        id: document._id as RunId,
        userId: document['user_id'] as UserId,
        pool: String(document['pool']),
        scheduling: document['scheduling'] as RunScheduling,
        promptId: String(document['prompt_id']),
        number: Number(document['number']),
        createdAt: document['created_at'] as Date,
      }));
    },

    /** Several runs of the owner, by id. */
    async findMany(userId: UserId, runIds: readonly RunId[]): Promise<Map<RunId, PromptRun>> {
      if (runIds.length === 0) return new Map();
      const documents = await promptRuns
        .find({ _id: { $in: [...runIds] }, user_id: userId, ...SHOWN })
        .toArray();
      const runs = documents.map((document) => promptRunDocument.fromDocument(document));
      return new Map(runs.map((run) => [run.id, run]));
    },

    /** The least order among the owner's waiting runs; 0 when none waits. */
    async lowestOrder(userId: UserId): Promise<number> {
      return (await nearestOrder({ user_id: userId, state: 'queued' }, 1)) ?? 0;
    },

    /** The largest order below `order` among the owner's waiting runs; null when there is none. */
    async orderBelow(userId: UserId, order: number): Promise<number | null> {
      const filter = { user_id: userId, state: 'queued', 'scheduling.order': { $lt: order } };
      return nearestOrder(filter, -1);
    },

    /** Runs that ran and ended after `after` and before `before`, the first ones first. */
    async listFinishedAsSystem(after: Date, before: Date, limit: number): Promise<PromptRun[]> {
      const documents = await promptRuns
        .find({ finished_at: { $gt: after, $lt: before }, started_at: { $ne: null } })
        .sort({ finished_at: 1 })
        .limit(limit)
        .toArray();
      return documents.map((document) => promptRunDocument.fromDocument(document));
    },

    /** Runs that were claimed more than once and ended between two times. */
    async listRepeatedAsSystem(after: Date, before: Date, limit: number): Promise<PromptRun[]> {
      const documents = await promptRuns
        .find({
          state: { $in: [...FINAL_STATES] },
          finished_at: { $gt: after, $lt: before },
          claims: { $gt: 1 },
        })
        .limit(limit)
        .toArray();
      return documents.map((document) => promptRunDocument.fromDocument(document));
    },

    /** The states of these runs; a run that is not there has none. */
    async statesAsSystem(runIds: readonly RunId[]): Promise<Map<RunId, RunState>> {
      const documents = await promptRuns
        .find({ _id: { $in: [...runIds] } }, { projection: { state: 1 } })
        .toArray();
      return new Map(documents.map(({ _id, state }) => [_id as RunId, state as RunState]));
    },

    /** Moves a waiting run within its owner's order. @returns false when it does not wait */
    async setOrder(userId: UserId, runId: RunId, order: number): Promise<boolean> {
      const { matchedCount } = await promptRuns.updateOne(
        { _id: runId, user_id: userId, state: 'queued' },
        { $set: { 'scheduling.order': order } },
      );
      return matchedCount === 1;
    },

    async countByStateAsSystem(state: RunState): Promise<number> {
      return promptRuns.countDocuments({ state });
    },
  };

  async function nearestOrder(filter: RunFilter, direction: 1 | -1): Promise<number | null> {
    const [found] = await promptRuns
      .find(filter, { projection: { scheduling: 1 } })
      .sort({ 'scheduling.order': direction })
      .limit(1)
      .toArray();
    return found === undefined ? null : (found['scheduling'] as RunScheduling).order;
  }

  async function releaseEach(filter: RunFilter, limit: number): Promise<PromptRun[]> {
    const released: PromptRun[] = [];
    while (released.length < limit) {
      const document = await promptRuns.findOneAndUpdate(
        filter,
        { $set: { state: 'queued', lease: null } },
        { returnDocument: 'after' },
      );
      if (document === null) break;
      released.push(promptRunDocument.fromDocument(document));
    }
    return released;
  }
}
