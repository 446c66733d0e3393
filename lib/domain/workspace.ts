/**
 * A dedicated workspace: one user holds one slot, on which a ComfyUI process of their own runs.
 *
 *   waiting ─claim─▶ assigning ─▶ starting ─▶ ready ─▶ ending ─▶ ended
 *      ▲                │            ▲   └──crash──┘      │
 *      └─worker lost────┴────────────┴────────────────────┴──▶ failed
 *
 * The document is the truth. All moves are compare-and-set on (state, lease), so a worker that lost
 * its lease changes nothing any more. A workspace is a pool of one slot for one user: its prompts are
 * ordinary prompt runs of that pool, so all that holds for runs holds in it.
 */
import type { UserId } from '@/lib/kernel/ids';

import type { DeviceKind } from './device';

export const WORKSPACE_STATES = [
  'waiting',
  'assigning',
  'starting',
  'ready',
  'ending',
  'ended',
  'failed',
] as const;
export type WorkspaceState = (typeof WORKSPACE_STATES)[number];

/** A slot is held, or about to be. */
export const HELD_STATES = ['assigning', 'starting', 'ready', 'ending'] as const;
/** It takes one of its owner's places. */
export const LIVE_STATES = ['waiting', ...HELD_STATES] as const;
/** Its address answers. While it starts again after a crash, prompts wait. */
export const OPEN_STATES = ['starting', 'ready'] as const;

/** Why a workspace is in its state, for people; a code, because it is shown in their language. */
export const WORKSPACE_REASONS = [
  'none',
  'busy-host',
  'slot-busy',
  'crashed',
  'worker-lost',
  'start-failed',
  'idle',
  'by-owner',
  'by-admin',
  'worker-stopped',
] as const;
export type WorkspaceReason = (typeof WORKSPACE_REASONS)[number];
/** Why somebody wants it to end. */
export type EndReason = Extract<WorkspaceReason, 'idle' | 'by-owner' | 'by-admin'>;

export interface WorkspaceLease {
  readonly workerId: string;
  readonly slotId: string;
  /** New at each start of a worker. */
  readonly bootId: string;
  readonly until: Date;
}

/** Where web processes reach its process, and the header by which it knows its user. */
export interface WorkspaceRunner {
  readonly host: string;
  readonly port: number;
  readonly signature: string;
}

export interface Workspace {
  readonly id: string;
  readonly userId: UserId;
  /** Unique: `<user>:<n>` while it lives, so that a user cannot hold more than there are places. */
  readonly place: string;
  readonly state: WorkspaceState;
  /** The pool whose slot it asks for. */
  readonly pool: string;
  /** Null: any kind will do. */
  readonly kind: DeviceKind | null;
  /** With it the web process makes the token anew for the owner; by itself it is worth nothing. */
  readonly nonce: string;
  readonly tokenHash: string;
  readonly lease: WorkspaceLease | null;
  /** Such as `cuda:0`; empty before it is assigned. */
  readonly device: string;
  readonly outsidePort: number | null;
  readonly runner: WorkspaceRunner | null;
  /** What keeps its process apart on its host, such as `user+mounts`; empty before it started. */
  readonly isolation: string;
  readonly idleTimeoutS: number;
  /** The last sign of a person, or of a prompt that waits or runs. */
  readonly activityAt: Date;
  /** An admin's word that it does not end for idleness before then. */
  readonly extendedUntil: Date | null;
  /** How often its process was started anew after a crash. */
  readonly restarts: number;
  readonly endRequested: EndReason | null;
  readonly reason: WorkspaceReason;
  /** The reason's particulars, for admins. */
  readonly detail: string;
  readonly createdAt: Date;
  readonly readyAt: Date | null;
  readonly endedAt: Date | null;
}

const POOL_PREFIX = 'ws-';

/** The pool that only this workspace's slot serves. */
export const workspacePool = (workspaceId: string): string => `${POOL_PREFIX}${workspaceId}`;
export const workspaceOfPool = (pool: string): string => pool.slice(POOL_PREFIX.length);
export const isWorkspacePool = (pool: string): boolean => pool.startsWith(POOL_PREFIX);

type IdleFacts = Pick<Workspace, 'activityAt' | 'extendedUntil' | 'idleTimeoutS'>;

/** When it ends unless somebody does something. */
export function idleEndsAt({ activityAt, extendedUntil, idleTimeoutS }: IdleFacts): Date {
  const idle = activityAt.getTime() + idleTimeoutS * 1000;
  return new Date(Math.max(idle, extendedUntil?.getTime() ?? 0));
}

const COUNTDOWN_MAX_S = 120;

/** For how long before its end the countdown is shown. */
export function countdownS({ idleTimeoutS }: Pick<Workspace, 'idleTimeoutS'>): number {
  return Math.min(COUNTDOWN_MAX_S, idleTimeoutS / 2);
}

/** Whole seconds to the end, at least 0. */
export function idleSecondsLeft(workspace: IdleFacts, now: Date): number {
  return Math.max(0, Math.ceil((idleEndsAt(workspace).getTime() - now.getTime()) / 1000));
}
