/**
 * A prompt run: one submission of a graph by one user, and its states.
 *
 *   queued ──claim──▶ running ──finish──▶ succeeded | failed | cancelled
 *     │  ◀──release (fault of runner or host)──┘
 *     └──cancel──▶ cancelled
 *
 * The document is the truth; the queue only delivers. All moves are compare-and-set on
 * (state, attempt, lease), so a worker that lost its lease changes nothing any more.
 */
import type { RunId, UserId } from '@/lib/kernel/ids';

export const RUN_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

export const ACTIVE_STATES = ['queued', 'running'] as const satisfies readonly RunState[];
export const FINAL_STATES = [
  'succeeded',
  'failed',
  'cancelled',
] as const satisfies readonly RunState[];
export type FinalState = (typeof FINAL_STATES)[number];

/** Background runs start when no interactive one can. */
export const LANES = ['interactive', 'background'] as const;
export type Lane = (typeof LANES)[number];

/** What deciding about a run's turn needs to know; kept with it, so that a lost queue can be made anew. */
export interface RunScheduling {
  readonly lane: Lane;
  /** Its place among its owner's waiting runs: at first its number, changed when its owner moves it. */
  readonly order: number;
  /** How many of its owner's runs slots may hold at a time, as it was when it was submitted. */
  readonly runningMax: number | null;
  /** Graphs of one key take about the same time. */
  readonly costKey: string;
  /** Model files that it loads. */
  readonly models: readonly string[];
  /** Hashes of node definitions that cannot run its graph: slots that have these never get it. */
  readonly without: readonly string[];
}

/** A node's file or other item as ComfyUI reports it; unknown keys pass through. */
export type OutputItem = unknown;
/** ComfyUI's node output: every value is a list. */
export type NodeOutput = Record<string, OutputItem[]>;
/** Node outputs by node id. */
export type RunOutputs = Record<string, NodeOutput>;
/** ComfyUI's `[event, data]` pairs kept with a finished run. */
export type RunMessage = readonly [event: string, data: Record<string, unknown>];
/** ComfyUI's `meta` of a history entry, by node id. */
export type RunMeta = Record<
  string,
  { node_id: string; display_node: string; parent_node: string | null; real_node_id: string }
>;

/** One of the caller's files that a graph reads, resolved when the run was submitted. */
export interface RunInput {
  readonly type: 'input' | 'output' | 'temp';
  /** Path inside the type's directory, with forward slashes. */
  readonly path: string;
  readonly s3Key: string;
  readonly bytes: number;
}

export interface RunLease {
  readonly workerId: string;
  readonly slotId: string;
  /** New at each start of a worker, so that a restarted one can tell its predecessor's leases. */
  readonly bootId: string;
  readonly until: Date;
}

/** Why a run failed, with the fields of ComfyUI's `execution_error`. */
export interface RunError {
  readonly nodeId: string;
  readonly nodeType: string;
  readonly exceptionType: string;
  readonly exceptionMessage: string;
  readonly traceback: readonly string[];
}

/** The small hot document. The graph lies beside it (`RunGraph`). */
export interface PromptRun {
  readonly id: RunId;
  readonly userId: UserId;
  /** The id that the client chose or was given; unique within the user. */
  readonly promptId: string;
  readonly state: RunState;
  /** Counts the claims that count as attempts, from 0. */
  readonly attempt: number;
  /** Counts all claims and never goes back: it keeps apart what one claim writes from what another does. */
  readonly claims: number;
  /** Rises with each submission of the user; a client's own number is never used. */
  readonly number: number;
  readonly pool: string;
  readonly clientId: string | null;
  /** Hash of the graph. */
  readonly workflowId: string;
  /** Bytes of the graph and what came with it; null in runs of earlier versions. */
  readonly graphBytes: number | null;
  /** `extra_pnginfo.workflow.id`, by which the editor filters its jobs. */
  readonly editorWorkflowId: string | null;
  /** Ids of the output nodes to execute. */
  readonly outputNodes: readonly string[];
  readonly inputs: readonly RunInput[];
  readonly scheduling: RunScheduling;
  /** Seconds of execution on devices, over all attempts that are known of; waiting does not count. */
  readonly deviceSeconds: number;
  readonly lease: RunLease | null;
  readonly cancelRequested: boolean;
  readonly device: string | null;
  readonly outputs: RunOutputs;
  readonly meta: RunMeta;
  readonly messages: readonly RunMessage[];
  readonly error: RunError | null;
  /** What runs with one and the same result have in common; null: the result may differ. */
  readonly reuseKey: string | null;
  /** The run whose stored result this one was given, without a device; null: it ran. */
  readonly reusedFrom: RunId | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** ComfyUI's API-format graph: node id → class and inputs. */
export type Graph = Record<
  string,
  { class_type: string; inputs: Record<string, unknown>; _meta?: { title?: string } }
>;

/** What the client sent with the graph, less secrets: `extra_pnginfo` (the editor's workflow) and so on. */
export type ExtraData = Record<string, unknown>;

export interface RunGraph {
  readonly runId: RunId;
  readonly userId: UserId;
  readonly graph: Graph;
  readonly extraData: ExtraData;
}
