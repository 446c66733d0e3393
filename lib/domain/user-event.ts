/**
 * What happens to a user's things, as told from workers and doors to every web replica on the
 * user's own channel. ComfyUI's messages travel inside `run` events in ComfyUI's own form.
 */
import type { RunId } from '@/lib/kernel/ids';

import type { FinalState, RunState } from './prompt-run';
import type { WorkspaceReason, WorkspaceState } from './workspace';

export interface WorkspaceNews {
  readonly workspaceId: string;
  readonly state: WorkspaceState;
  readonly reason: WorkspaceReason;
  /** Until it ends for idleness; null while nothing counts. */
  readonly secondsLeft: number | null;
}

/** ComfyUI's text message. */
export interface ComfyMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** Which run, and whose sockets of the user get it. */
export interface RunAddress {
  readonly runId: RunId;
  readonly promptId: string;
  /** The client id that submitted it; null: nobody asked to be told. */
  readonly clientId: string | null;
}

export type UserEvent =
  /** A ComfyUI text message for the sockets of `clientId`. */
  | ({ readonly kind: 'run-message'; readonly message: ComfyMessage } & RunAddress)
  /** The run moved; the number of waiting runs may have changed (`status` to all sockets). */
  | ({ readonly kind: 'run-state'; readonly state: RunState } & RunAddress)
  /** The run's end; sockets get ComfyUI's terminal events, `status` and `executing {node: null}`. */
  | ({
      readonly kind: 'run-end';
      readonly state: FinalState;
      readonly message: ComfyMessage | null;
    } & RunAddress)
  /** A generation appeared, got its thumbnails, or went. */
  | {
      readonly kind: 'generation';
      readonly change: 'created' | 'updated' | 'deleted' | 'restored';
      readonly generationId: string;
    }
  /** The user's workspace moved, or its countdown began or stopped. */
  | ({ readonly kind: 'workspace' } & WorkspaceNews)
  /** Sessions older than this token version end now, and the one named. */
  | { readonly kind: 'session'; readonly tokenVersion: number; readonly endedSessionId?: string };

/** A live preview picture for the sockets of `clientId`; may be dropped when stale. */
export interface PreviewFrame extends RunAddress {
  readonly kind: 'preview';
  readonly nodeId: string;
  readonly displayNodeId: string;
  readonly mime: 'image/jpeg' | 'image/png';
  readonly image: Uint8Array;
}
