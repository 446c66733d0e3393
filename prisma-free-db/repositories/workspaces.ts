/**
 * Workspaces. Moves are compare-and-set; a method that returns null says that somebody else moved
 * the workspace, and the caller must stop writing.
 */
import type { Document, Filter } from 'mongodb';

import type { DeviceKind } from '@/lib/domain/device';
import {
  HELD_STATES,
  LIVE_STATES,
  type EndReason,
  type Workspace,
  type WorkspaceLease,
  type WorkspaceReason,
  type WorkspaceState,
} from '@/lib/domain/workspace';
import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { workspaceDocument } from '../documents/workspace';
import { isDuplicate } from '../duplicates';

type Query = Filter<Document & { _id: string }>;
type Holder = Pick<WorkspaceLease, 'slotId' | 'bootId'>;

/** What a holder may change beside the state. */
export type WorkspaceChange = Partial<
  Pick<
    Workspace,
    | 'runner'
    | 'isolation'
    | 'reason'
    | 'detail'
    | 'readyAt'
    | 'activityAt'
    | 'idleTimeoutS'
    | 'restarts'
    | 'device'
    | 'outsidePort'
    | 'extendedUntil'
    | 'endRequested'
  >
>;

export interface WorkspaceOffer {
  readonly pool: string;
  readonly kind: DeviceKind;
  /** Only those that wait since before. */
  readonly before: Date;
}

export interface WorkspaceFilter {
  readonly states?: readonly WorkspaceState[] | undefined;
  readonly userIds?: readonly UserId[] | undefined;
}

export type WorkspaceRepository = ReturnType<typeof workspaceRepository>;

export function workspaceRepository({ workspaces }: Pick<Collections, 'workspaces'>) {
  const read = (document: Document | null) => document && workspaceDocument.fromDocument(document);

  async function change(filter: Query, fields: Partial<Workspace>): Promise<Workspace | null> {
    const document = await workspaces.findOneAndUpdate(
      filter,
      { $set: workspaceDocument.toFields(fields) },
      { returnDocument: 'after' },
    );
    return read(document);
  }

  const held = (id: string, { slotId, bootId }: Holder): Query => ({
    _id: id,
    state: { $in: [...HELD_STATES] },
    'lease.slotId': slotId,
    'lease.bootId': bootId,
  });

  return {
    /** @returns false when the owner's place is taken */
    async create(workspace: Workspace): Promise<boolean> {
      try {
        await workspaces.insertOne(workspaceDocument.toDocument(workspace));
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    async find(userId: UserId, id: string): Promise<Workspace | null> {
      return read(await workspaces.findOne({ _id: id, user_id: userId }));
    },

    /** The owner's newest, of any state. */
    async findLatest(userId: UserId): Promise<Workspace | null> {
      const [document] = await workspaces
        .find({ user_id: userId })
        .sort({ created_at: -1 })
        .limit(1)
        .toArray();
      return read(document ?? null);
    },

    /** Living ones of the owner, newest first. */
    async listLive(userId: UserId): Promise<Workspace[]> {
      const documents = await workspaces
        .find({ user_id: userId, state: { $in: [...LIVE_STATES] } })
        .sort({ created_at: -1 })
        .toArray();
      return documents.map((document) => workspaceDocument.fromDocument(document));
    },

    /** Whose it is is checked by who asks: for admission only. */
    async findByTokenAsSystem(tokenHash: string): Promise<Workspace | null> {
      return read(await workspaces.findOne({ token_hash: tokenHash }));
    },

    async findAsSystem(id: string): Promise<Workspace | null> {
      return read(await workspaces.findOne({ _id: id }));
    },

    /** waiting → ended. @returns null when it was not waiting any more */
    async cancelWaiting(userId: UserId, id: string, reason: EndReason): Promise<Workspace | null> {
      return change(
        { _id: id, user_id: userId, state: 'waiting' },
        { state: 'ended', place: endedPlace(id), reason, endedAt: new Date() },
      );
    },

    /** Asks the worker that holds it to end it. @returns null when nobody holds it */
    async requestEnd(userId: UserId, id: string, reason: EndReason): Promise<Workspace | null> {
      return change(
        { _id: id, user_id: userId, state: { $in: [...HELD_STATES] } },
        { endRequested: reason },
      );
    },

    /** Notes that a person is there. Times only rise. */
    async touch(userId: UserId, id: string, at: Date): Promise<void> {
      await workspaces.updateOne(
        { _id: id, user_id: userId, state: { $in: [...LIVE_STATES] } },
        { $max: { activity_at: at } },
      );
    },

    /** @param until null: as if it had never been extended. @returns null when it is over */
    async extendAsSystem(id: string, until: Date | null): Promise<Workspace | null> {
      return change({ _id: id, state: { $in: [...LIVE_STATES] } }, { extendedUntil: until });
    },

    /** How many of the pool wait since before this one. */
    async countAheadAsSystem(workspace: Pick<Workspace, 'pool' | 'createdAt'>): Promise<number> {
      const { pool, createdAt } = workspace;
      return workspaces.countDocuments({
        state: 'waiting',
        pool,
        created_at: { $lt: createdAt },
      });
    },

    /** waiting → assigning, the one that waits longest. */
    async claimAsSystem(
      { pool, kind, before }: WorkspaceOffer,
      lease: WorkspaceLease,
      facts: Pick<Workspace, 'device' | 'outsidePort'>,
    ): Promise<Workspace | null> {
      const document = await workspaces.findOneAndUpdate(
        {
          state: 'waiting',
          pool,
          kind: { $in: [null, kind] },
          created_at: { $lte: before },
        },
        {
          $set: workspaceDocument.toFields({
            ...{ state: 'assigning', lease, reason: 'none', detail: '', ...facts },
          }),
        },
        { sort: { created_at: 1 }, returnDocument: 'after' },
      );
      return read(document);
    },

    /** Says to those who wait in a pool why it takes long. @returns those that were told */
    async explainWaitingAsSystem(pool: string, reason: WorkspaceReason): Promise<Workspace[]> {
      const filter = { state: 'waiting', pool, reason: { $ne: reason } };
      const documents = await workspaces.find(filter).limit(100).toArray();
      if (documents.length > 0) {
        await workspaces.updateMany(filter, { $set: workspaceDocument.toFields({ reason }) });
      }
      return documents.map((document) => ({
        ...workspaceDocument.fromDocument(document),
        reason,
      }));
    },

    /** @returns null when it is not this holder's any more: write nothing */
    async moveAsSystem(
      id: string,
      holder: Holder,
      from: readonly WorkspaceState[],
      state: Workspace['state'],
      fields: WorkspaceChange = {},
    ): Promise<Workspace | null> {
      return change({ ...held(id, holder), state: { $in: [...from] } }, { ...fields, state });
    },

    /** Extends the lease. @returns null when it was lost */
    async heartbeatAsSystem(id: string, lease: WorkspaceLease): Promise<Workspace | null> {
      const document = await workspaces.findOneAndUpdate(
        held(id, lease),
        { $set: { 'lease.until': lease.until } },
        { returnDocument: 'after' },
      );
      return read(document);
    },

    /** A held one → ended or failed. */
    async closeAsSystem(
      id: string,
      holder: Holder,
      state: 'ended' | 'failed',
      fields: Pick<WorkspaceChange, 'reason' | 'detail'>,
    ): Promise<Workspace | null> {
      return change(held(id, holder), {
        ...fields,
        ...{ state, place: endedPlace(id), runner: null, lease: null, endedAt: new Date() },
      });
    },

    /** Held ones whose worker is gone: their lease ran out, or is of an earlier start of `workerId`. */
    async listLostAsSystem(
      lost: { readonly before: Date } | { readonly workerId: string; readonly bootId: string },
    ): Promise<Workspace[]> {
      const whose =
        'before' in lost
          ? { 'lease.until': { $lt: lost.before } }
          : { 'lease.workerId': lost.workerId, 'lease.bootId': { $ne: lost.bootId } };
      const documents = await workspaces
        .find({ state: { $in: [...HELD_STATES] }, ...whose })
        .toArray();
      return documents.map((document) => workspaceDocument.fromDocument(document));
    },

    /** Back to waiting, at its old place in the queue; what was to end has ended. */
    async releaseLostAsSystem(lost: Workspace): Promise<Workspace | null> {
      if (lost.lease === null) return null;
      const { id, lease, endRequested } = lost;
      const isOver = endRequested !== null || lost.state === 'ending';
      return change(
        { ...held(id, lease), state: lost.state },
        isOver
          ? {
              ...{ state: 'ended', place: endedPlace(id), reason: endRequested ?? lost.reason },
              ...{ runner: null, lease: null, endedAt: new Date() },
            }
          : { state: 'waiting', lease: null, runner: null, reason: 'worker-lost' },
      );
    },

    /** Newest first. */
    async listAsSystem(
      filter: WorkspaceFilter,
      limit: number,
      offset: number,
    ): Promise<Workspace[]> {
      const documents = await workspaces
        .find(matching(filter))
        .sort({ created_at: -1, _id: -1 })
        .skip(offset)
        .limit(limit)
        .toArray();
      return documents.map((document) => workspaceDocument.fromDocument(document));
    },

    async countAsSystem(filter: WorkspaceFilter): Promise<number> {
      return workspaces.countDocuments(matching(filter));
    },

    /** Those of these ids that there are. */
    async findAllAsSystem(ids: readonly string[]): Promise<Workspace[]> {
      if (ids.length === 0) return [];
      const documents = await workspaces.find({ _id: { $in: [...ids] } }).toArray();
      return documents.map((document) => workspaceDocument.fromDocument(document));
    },

    /** Ended ones of long ago. @returns how many were removed */
    async removeEndedAsSystem(before: Date): Promise<number> {
      const { deletedCount } = await workspaces.deleteMany({ ended_at: { $lt: before } });
      return deletedCount;
    },
  };
}

const matching = ({ states, userIds }: WorkspaceFilter): Query => ({
  ...(states !== undefined && { state: { $in: [...states] } }),
  ...(userIds !== undefined && { user_id: { $in: [...userIds] } }),
});

/** Frees the owner's place; the field stays unique. */
const endedPlace = (id: string): string => `ended:${id}`;
