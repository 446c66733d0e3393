/**
 * One slot: its runner, the room for runs, and the runs that the runner has at the moment. The slot
 * knows nothing of documents but its own: it tells the runs what happens to their runner.
 */
import { setTimeout as delay } from 'node:timers/promises';

import type { Device } from '@/lib/domain/device';
import type { Graph } from '@/lib/domain/prompt-run';
import type { SlotState } from '@/lib/domain/slot';
import type { RunId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

import type { FollowedRun } from './follow-run';
import { createLoadedModels } from './loaded-models';
import { createLookAhead } from './look-ahead';
import { createRoom, type Room } from './room';
import { checkFollowed } from './check-followed';
import type { Runner } from './runner/runner';
import type { RunnerClient } from './runner/runner-client';
import type { Preheated } from './runner/preheat';
import {
  superviseRunner,
  type Breaker,
  type ReadyRunner,
  type Supervisor,
} from './runner/supervise-runner';

/** A run that was sent to the runner and has not ended. */
export interface SubmittedRun {
  readonly runId: RunId;
  readonly tenant: string;
  readonly graph: Graph;
  readonly followed: FollowedRun;
}

export interface SlotView {
  readonly state: SlotState;
  readonly reason: string;
  readonly ready: ReadyRunner | null;
  readonly systemStats: Record<string, unknown> | null;
  /** Model files that are most likely in memory, the latest first. */
  readonly models: readonly string[];
  /** The run that executes, or is about to. */
  readonly runId: RunId | null;
  /** The workspace that has the slot, or waits for its last run to end. */
  readonly workspaceId: string | null;
}

export interface SlotOptions {
  readonly id: string;
  /** How the runner knows us on its socket. */
  readonly clientId: string;
  readonly tenantsRoot: string;
  readonly device: Device;
  readonly silenceMs: number;
  readonly createRunner: () => Promise<Runner>;
  /** A runner became ready and is not offered yet. May fail; then it is started anew. */
  readonly onReady: (ready: ReadyRunner, signal: AbortSignal) => Promise<Preheated>;
  /** Loads into a runner what it is configured to have; slots of workspaces have nothing of the kind. */
  readonly preheat?: (ready: ReadyRunner, signal: AbortSignal) => Promise<Preheated>;
  readonly memoryMaxBytes: number;
  readonly breaker: Breaker;
  /** Something of the view changed. */
  readonly onChange: (urgency: 'at-once' | 'soon') => void;
  readonly log: Logger;
}

export interface Slot {
  readonly id: string;
  readonly clientId: string;
  readonly tenantsRoot: string;
  readonly device: Device;
  /** Places for runs that are held: from before they are claimed until they have executed. */
  readonly room: Room;
  /** Places in the runner's own queue. */
  readonly gate: Room;
  view(): SlotView;
  /** Aborted when the runner that is ready now is down. Null while none is ready. */
  runner(): { readonly ready: ReadyRunner; readonly down: AbortSignal } | null;
  /** From now on events of this prompt go to its follower. Call the result when it has ended. */
  track(run: SubmittedRun): () => void;
  /** Replaces the runner, if it still is this one. Runs that have not started are not to blame. */
  condemn(client: RunnerClient, reason: string): void;
  /** Whether it takes runs, as far as it has a runner. */
  readonly isOpen: boolean;
  /** Takes no more runs. @param why for people */
  drain(why: string): void;
  /** Takes runs again. */
  open(): void;
  /** Ends the runner and has none until `standUp`. @returns whether all its processes are gone */
  standDown(state: 'disabled' | 'leased', why: string): Promise<boolean>;
  /** Starts a runner again after `standDown`; nothing happens while there is one. */
  standUp(): void;
  /** Replaces the runner because somebody wants a new one. */
  renew(why: string): void;
  /** Loads again what the runner is configured to have; what did not work becomes the slot's reason. */
  preheat(): Promise<void>;
  /**
   * Lends the slot: takes no more runs, lets those that it has end, and ends its runner.
   * @param signal ends the waiting for runs; the slot is then as before
   * @returns whether all processes of its runner are gone
   */
  lend(workspaceId: string, signal: AbortSignal): Promise<boolean>;
  /** Why a lent slot is not back yet, for people. */
  explainLoan(why: string): void;
  /** A lent slot serves its pool again. */
  takeBack(): void;
  /** Ends the runner. */
  stop(): Promise<boolean>;
}

const IDLE_LOOK_MS = 50;
const WATCH_EVERY_MS = 5_000;
/** A run that is silent for so long is asked about: its events may have been missed. */
const QUIET_MS = 10_000;

export function createSlot(options: SlotOptions): Slot {
  const { log, onChange } = options;
  const lookAhead = createLookAhead();
  const models = createLoadedModels();
  const submitted = new Map<string, SubmittedRun>();
  let current: { ready: ReadyRunner; down: AbortController } | null = null;
  /** Whether the runner goes because of a run that is known: none that waits is suspected. */
  let isCondemned = false;
  let systemStats: Record<string, unknown> | null = null;
  let state: SlotState = 'starting';
  let reason = '';
  /** Why no runs are taken; null: they are. */
  let drainReason: string | null = null;
  let isStandingUp = true;
  let loan: { readonly workspaceId: string; reason: string } | null = null;

  const isClosed = () => current === null || drainReason !== null || loan !== null;
  const room = createRoom(() => (isClosed() ? 0 : lookAhead.held()));
  const gate = createRoom(() => (current === null ? 0 : lookAhead.submitted()));
  let supervisor = supervise();

  function supervise(): Supervisor {
    return superviseRunner({
      createRunner: options.createRunner,
      clientId: options.clientId,
      memoryMaxBytes: options.memoryMaxBytes,
      breaker: options.breaker,
      log,
      events: {
        onMessage(type, data) {
          const run = submitted.get(String(data['prompt_id']));
          run?.followed.onMessage(type, data);
          if (type === 'execution_start') {
            if (run !== undefined) models.note(run.graph);
            onChange('soon');
          }
        },
        onPreview: (preview) => submitted.get(preview.promptId)?.followed.onPreview(preview),
        onReattached: () => void askAbout([...submitted.values()]),
      },
      onReady,
      onStats(stats) {
        systemStats = stats;
      },
      onDown,
    });
  }

  async function onReady(ready: ReadyRunner, signal: AbortSignal): Promise<void> {
    models.forget();
    const { graphs, problem } = await options.onReady(ready, signal);
    if (signal.aborted) return;
    for (const graph of graphs) models.note(graph);
    systemStats = ready.facts.systemStats;
    current = { ready, down: new AbortController() };
    isCondemned = false;
    become('ready', problem);
    room.refresh();
    gate.refresh();
    const { version, device } = ready.facts;
    log.info({ version, device }, 'runner ready');
  }

  function become(next: SlotState, why: string): void {
    state = next;
    reason = why;
    onChange('at-once');
  }

  function onDown(next: SlotState, why: string): void {
    const was = current;
    current = null;
    was?.down.abort();
    // The first one was executing, or about to; the others only stood behind it.
    const isForgiven = next === 'stopping' || isCondemned;
    let attempt: 'counts' | 'forgiven' = isForgiven ? 'forgiven' : 'counts';
    for (const { followed } of [...submitted.values()]) {
      const counts = followed.hasStarted && next !== 'stopping' ? 'counts' : attempt;
      followed.end({ kind: 'fault', reason: why, attempt: counts });
      attempt = 'forgiven';
    }
    become(next, why);
  }

  async function askAbout(runs: readonly SubmittedRun[]): Promise<void> {
    const asked = current;
    if (asked === null) return;
    for (const run of runs) await checkFollowed(asked.ready.client, run, log);
  }

  const watch = setInterval(() => {
    const now = Date.now();
    const quiet = [...submitted.values()].filter(
      (run) => now - run.followed.lastHeardMs > QUIET_MS,
    );
    void askAbout(quiet);
    const [first] = submitted.values();
    if (
      first?.followed.hasStarted === true &&
      now - first.followed.lastHeardMs > options.silenceMs
    ) {
      const seconds = Math.round(options.silenceMs / 1000);
      supervisor.restart(`it said nothing for ${seconds} s while it ran a prompt`);
    }
  }, WATCH_EVERY_MS);

  return {
    id: options.id,
    clientId: options.clientId,
    tenantsRoot: options.tenantsRoot,
    device: options.device,
    room,
    gate,
    view() {
      const [first] = submitted.values();
      const isBusy = state === 'ready' && first !== undefined;
      const isDraining = drainReason !== null && state === 'ready';
      const shown = isDraining ? 'draining' : isBusy ? 'busy' : state;
      const why = isDraining && drainReason !== null ? drainReason : reason;
      const ready = current?.ready ?? null;
      return {
        ...(loan === null
          ? { state: shown, reason: why }
          : { state: 'leased', reason: loan.reason }),
        ...{ ready, systemStats, models: models.list(), runId: first?.runId ?? null },
        workspaceId: loan?.workspaceId ?? null,
      };
    },
    runner: () => current && { ready: current.ready, down: current.down.signal },
    track(run) {
      submitted.set(run.runId, run);
      onChange('soon');
      void run.followed.ended.then(({ kind }) => {
        if (kind === 'terminal') supervisor.noteWell();
      });
      return () => {
        submitted.delete(run.runId);
        const { executionMs } = run.followed;
        if (executionMs !== null) lookAhead.note(executionMs);
        room.refresh();
        gate.refresh();
        onChange('soon');
      };
    },
    condemn(client, why) {
      if (current?.ready.client !== client) return;
      isCondemned = true;
      supervisor.restart(why);
    },
    get isOpen() {
      return drainReason === null;
    },
    drain(why) {
      drainReason = why;
      onChange('at-once');
    },
    open() {
      drainReason = null;
      room.refresh();
      onChange('at-once');
    },
    async standDown(next, why) {
      isStandingUp = false;
      const isGone = await supervisor.stop();
      become(next, isGone ? why : `${why}; some of its processes could not be ended`);
      return isGone;
    },
    standUp() {
      if (isStandingUp) return;
      if (loan !== null) {
        // It has a tenant: its runner comes when it is back.
        become('leased', '');
        return;
      }
      isStandingUp = true;
      supervisor = supervise();
    },
    renew(why) {
      if (isStandingUp) supervisor.restart(why, 'wish');
    },
    async preheat() {
      const target = current;
      if (target === null || options.preheat === undefined) return;
      const { graphs, problem } = await options.preheat(target.ready, target.down.signal);
      if (target.down.signal.aborted) return;
      for (const graph of graphs) models.note(graph);
      if (state === 'ready') become('ready', problem);
    },
    async lend(workspaceId, signal) {
      loan = { workspaceId, reason: '' };
      onChange('at-once');
      while (room.taken > 0 && !signal.aborted) {
        await delay(IDLE_LOOK_MS, undefined, { signal }).catch(() => undefined);
      }
      if (!signal.aborted) return this.standDown('leased', '');
      this.takeBack();
      throw new Error('the slot is not lent any more');
    },
    explainLoan(why) {
      if (loan === null) return;
      loan.reason = why;
      onChange('at-once');
    },
    takeBack() {
      loan = null;
      // Somebody may have switched the slot off meanwhile.
      if (state !== 'disabled') this.standUp();
      onChange('at-once');
      room.refresh();
    },
    async stop() {
      clearInterval(watch);
      return supervisor.stop();
    },
  };
}
