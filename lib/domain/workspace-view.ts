/** What its owner sees of a workspace. */
import type { DeviceKind } from './device';
import type { WorkspaceReason, WorkspaceState } from './workspace';

export interface WorkspaceView {
  readonly id: string;
  readonly state: WorkspaceState;
  readonly reason: WorkspaceReason;
  /** 1: next. Null when it does not wait. */
  readonly position: number | null;
  /** Such as `cuda:0`; empty before it is assigned. */
  readonly device: string;
  /** Path of the editor on our origin, with the token; null while it is not open. */
  readonly path: string | null;
  /**
   * The editor's address through Caddy, where an installation has one; it wins over the path. `{host}`
   * stands for the host of the page that shows it.
   */
  readonly outsideUrl: string | null;
  /** Null while nothing counts down: it waits, starts, or is over. */
  readonly idle: WorkspaceIdle | null;
  readonly restarts: number;
  readonly createdAt: string;
  readonly readyAt: string | null;
  readonly endedAt: string | null;
}

export interface WorkspaceIdle {
  readonly timeoutS: number;
  readonly secondsLeft: number;
  /** The countdown is shown from so many seconds on. */
  readonly countdownS: number;
}

export interface WorkspaceOverview {
  /** The newest, also when it has ended; null when there never was one. */
  readonly workspace: WorkspaceView | null;
  /** Kinds of devices that may be asked for now. */
  readonly kinds: readonly DeviceKind[];
}
