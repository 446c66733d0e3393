/**
 * The contract of a runner: one process that runs ComfyUI, or speaks like it, for one slot.
 *
 * `start` resolves only when prompts may be sent. A runner that ended is never started again: each
 * life is a new one, so that nothing of the old one can be mistaken for the new.
 */
import type { RunnerKind } from '@/lib/domain/slot';

import type { RunnerClient } from './runner-client';

export interface Runner {
  readonly kind: RunnerKind;
  /** Resolves when the runner is ready. @throws RunnerFault with the reason, for people */
  start(): Promise<RunnerClient>;
  /** Settles when the process is gone, with the reason, for people. Never rejects. */
  readonly ended: Promise<string>;
  /** Resident memory of the process and all that it started; 0 when there is none. */
  memoryBytes(): Promise<number>;
  /** Ends the process and all that it started, in escalating steps. @returns whether all are gone */
  stop(): Promise<boolean>;
}

/** Why a runner cannot be used; the message is shown to admins and written to the log. */
export class RunnerFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RunnerFault';
  }
}

/** What a runner said of itself when it became ready. */
export interface RunnerFacts {
  readonly version: string;
  /** Such as `cpu`, `cuda:0`. */
  readonly device: string;
  readonly systemStats: Record<string, unknown>;
  readonly objectInfo: Record<string, unknown>;
}

/** How a runner program is started. */
export interface RunnerCommand {
  readonly kind: RunnerKind;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** What binds it to its device, on top of the worker's own environment; undefined takes a name away. */
  readonly env: Readonly<Record<string, string | undefined>>;
}
