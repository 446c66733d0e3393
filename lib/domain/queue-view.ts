/** A person's own queue, as it is shown. */
import type { Lane } from './prompt-run';

export interface QueueCounts {
  readonly waiting: number;
  /** Runs that execute now. */
  readonly running: number;
  /** Nothing of the person's starts until the queue is resumed. */
  readonly paused: boolean;
}

export interface QueueRun {
  readonly promptId: string;
  /** `ready`: a slot has it and begins with it next. */
  readonly state: 'waiting' | 'ready' | 'running';
  readonly lane: Lane;
  /** Counts the caller's submissions. */
  readonly number: number;
  /** Among the caller's waiting runs, from 1; null when it does not wait. */
  readonly position: number | null;
  /** How long such a run takes, in seconds. */
  readonly estimateS: number;
  /** Seconds until it starts, or null when nobody can say; 0 when it runs. */
  readonly waitS: number | null;
  /** Seconds since it began; null when it has not. */
  readonly elapsedS: number | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface QueuePage extends QueueCounts {
  readonly runs: readonly QueueRun[];
}
