/**
 * Follows one submitted run: passes its events on to its owner in the runner's own order, stores what
 * it makes before saying so, and knows how it ended.
 *
 * All text messages go through one chain. While a file is being stored the chain stands still, and
 * later messages wait behind it; previews are not worth waiting for and are dropped then.
 */
import type { Generation } from '@/lib/domain/generation';
import type { NodeOutput, PromptRun } from '@/lib/domain/prompt-run';
import type { ComfyMessage } from '@/lib/domain/user-event';
import type { Publisher } from '@/lib/realtime/channel';
import type { RunProgressStore } from '@/lib/realtime/run-progress';

import type { Collected } from './collect-outputs';
import { createProgressKeeper } from './progress-keeper';
import type { RunnerPreview } from './runner/decode-preview';
import { createRunRecorder, type RunRecord } from './run-recorder';
import { scrubHostPaths } from './scrub-host-paths';
import { createSerialChain } from './serial-chain';

/** Why following ended. */
export type RunEnd =
  /** The runner said how it ended; the message has the client's prompt id. */
  | { readonly kind: 'terminal'; readonly message: ComfyMessage }
  /** The runner refused the graph: no other runner would take it. */
  | { readonly kind: 'refused'; readonly message: ComfyMessage }
  /** Cancelled before the runner began with it. */
  | { readonly kind: 'cancelled' }
  /** The runner or this host is at fault; another attempt may succeed. */
  | { readonly kind: 'fault'; readonly reason: string; readonly attempt: 'counts' | 'forgiven' }
  /** Somebody else has the run. */
  | { readonly kind: 'lost' };

export interface FollowDeps {
  readonly publisher: Publisher;
  readonly progress: RunProgressStore;
  /** Aborted when the run is not ours any more: nothing is said then. */
  readonly lost: AbortSignal;
  /** The runner began with it. */
  readonly onStarted: () => void;
  /** Stores the files of a node's output. */
  readonly collect: (nodeId: string, output: NodeOutput) => Promise<Collected>;
}

export interface FollowedRun {
  onMessage(type: string, data: Record<string, unknown>): void;
  onPreview(preview: RunnerPreview): void;
  /** Ends the following from outside; the first word counts. */
  end(end: RunEnd): void;
  readonly ended: Promise<RunEnd>;
  readonly isEnded: boolean;
  /** Resolves when all that was made is stored and passed on. @throws when it could not be stored */
  settle(): Promise<void>;
  record(): RunRecord & { readonly generations: readonly Generation[] };
  readonly hasStarted: boolean;
  /** When the runner began with it; null before. */
  readonly startedAtMs: number | null;
  readonly lastHeardMs: number;
  /** From the runner's beginning to its last word; null when it did not come to that. */
  readonly executionMs: number | null;
}

const TERMINAL = new Set(['execution_success', 'execution_interrupted', 'execution_error']);
/** Kept in the run's history. */
const RECORDED = new Set(['execution_start', 'execution_cached']);
/** Kept for sockets that attach in mid-run. */
const KEPT = new Set(['progress_state', 'executing']);

export function followRun(deps: FollowDeps, run: PromptRun): FollowedRun {
  const address = { runId: run.id, promptId: run.promptId, clientId: run.clientId };
  const recorder = createRunRecorder();
  const keeper = createProgressKeeper(deps.progress, run.id);
  const generations: Generation[] = [];
  const ended = Promise.withResolvers<RunEnd>();
  const chain = createSerialChain();
  let isOver = false;
  let startedMs: number | null = null;
  let endedMs: number | null = null;
  let lastHeardMs = Date.now();

  function publish(message: ComfyMessage): void {
    if (deps.lost.aborted) return;
    deps.publisher.publish(run.userId, { kind: 'run-message', ...address, message });
  }
  const passOn = (message: ComfyMessage) => chain.run(() => publish(message));

  function executed(message: ComfyMessage): void {
    const { data } = message;
    const output = data['output'] as NodeOutput | null;
    if (output === null) {
      passOn(message);
      return;
    }
    const nodeId = String(data['node']);
    const displayNode = data['display_node'];
    // Storing begins now; only the word waits for its turn.
    const collecting = deps.collect(nodeId, output);
    collecting.catch(() => undefined);
    chain.wait(async () => {
      const collected = await collecting;
      generations.push(...collected.generations);
      const shownAs = typeof displayNode === 'string' ? displayNode : nodeId;
      recorder.output(nodeId, shownAs, collected.output);
      publish({ type: 'executed', data: { ...data, output: collected.output } });
    });
  }

  function end(how: RunEnd): void {
    if (isOver) return;
    isOver = true;
    endedMs = Date.now();
    keeper.stop();
    ended.resolve(how);
  }

  function endedByRunner(type: string, data: Record<string, unknown>): void {
    const message = { type, data: scrubHostPaths(data) };
    // A blocked branch is reported as an error, and the prompt goes on.
    if (data['exception_type'] === 'ExecutionBlocked') {
      passOn(message);
      return;
    }
    recorder.message(type, message.data);
    end({ kind: 'terminal', message });
  }

  return {
    onMessage(type, raw) {
      if (isOver) return;
      lastHeardMs = Date.now();
      const message = { type, data: withPromptId(raw, run.promptId) };
      if (TERMINAL.has(type)) {
        endedByRunner(type, message.data);
        return;
      }
      if (type === 'executed') {
        executed(message);
        return;
      }
      // The end of the prompt is told with the run's end, after everything is stored.
      if (type === 'executing' && message.data['node'] === null) return;
      if (type === 'execution_start') {
        startedMs = lastHeardMs;
        deps.onStarted();
      }
      if (RECORDED.has(type)) recorder.message(type, message.data);
      if (type === 'progress_state') recorder.progressState(message.data);
      if (KEPT.has(type)) keeper.note(message);
      passOn(message);
    },

    onPreview({ nodeId, displayNodeId, mime, image }) {
      lastHeardMs = Date.now();
      if (isOver || deps.lost.aborted || chain.isBusy || run.clientId === null) return;
      const preview = { kind: 'preview', ...address, nodeId, displayNodeId, mime, image } as const;
      deps.publisher.publish(run.userId, preview);
    },

    end,
    ended: ended.promise,
    get isEnded() {
      return isOver;
    },
    settle: () => chain.settle(),
    record: () => ({ ...recorder.record(), generations }),
    get hasStarted() {
      return startedMs !== null;
    },
    get startedAtMs() {
      return startedMs;
    },
    get lastHeardMs() {
      return lastHeardMs;
    },
    get executionMs() {
      return startedMs === null || endedMs === null ? null : endedMs - startedMs;
    },
  };
}

/** Runners know a run by its own id; its client knows it by the prompt id. */
function withPromptId(data: Record<string, unknown>, promptId: string): Record<string, unknown> {
  const nodes = data['nodes'];
  if (typeof nodes !== 'object' || nodes === null || Array.isArray(nodes)) {
    return { ...data, prompt_id: promptId };
  }
  const renamed = Object.entries(nodes as Record<string, object>).map(
    ([nodeId, node]) => [nodeId, { ...node, prompt_id: promptId }] as const,
  );
  return { ...data, prompt_id: promptId, nodes: Object.fromEntries(renamed) };
}
