/** A device slot: the place on a host where one runner runs. */
export const SLOT_STATES = [
  'starting',
  'ready',
  'busy',
  'leased',
  'draining',
  'stopping',
  'crashed',
  'disabled',
] as const;
export type SlotState = (typeof SLOT_STATES)[number];

export const RUNNER_KINDS = ['builtin', 'comfyui'] as const;
export type RunnerKind = (typeof RUNNER_KINDS)[number];

/** How long after its last heartbeat a slot counts as online. */
export const SLOT_ONLINE_MS = 15_000;

export interface Slot {
  /** `<worker>:<index>`. */
  readonly id: string;
  readonly workerId: string;
  readonly pool: string;
  readonly state: SlotState;
  /** Why it is in this state, for people; empty when there is nothing to say. */
  readonly reason: string;
  readonly runnerKind: RunnerKind;
  readonly runnerVersion: string;
  /** Such as `cpu`, `cuda:0`, `npu:1`. */
  readonly device: string;
  /** Which node definitions its runner offers; null before it was ready once. */
  readonly objectInfoHash: string | null;
  /** ComfyUI's `/system_stats` as last seen. */
  readonly systemStats: Record<string, unknown> | null;
  readonly runId: string | null;
  readonly heartbeatAt: Date;
}

/** Whether the slot was heard of lately. */
export function isOnline(slot: Slot, now: Date): boolean {
  return now.getTime() - slot.heartbeatAt.getTime() < SLOT_ONLINE_MS;
}
