/** A device slot: the place on a host where one runner runs. */
import type { Device, DeviceMetrics } from './device';

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
  readonly device: Device;
  /** The device's last sample; null before the first. */
  readonly metrics: DeviceMetrics | null;
  /** Model files that the last runs loaded, the latest first: what is most likely still in memory. */
  readonly models: readonly string[];
  /** Where the runner listens on loopback; null while there is none. */
  readonly port: number | null;
  /** The port under which the slot is reached from outside where an installation maps one. */
  readonly outsidePort: number | null;
  /** The workspace that has leased the slot; null in pool use. */
  readonly workspaceId: string | null;
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

/** What an admin may tell a slot. */
export const SLOT_ACTIONS = ['enable', 'drain', 'disable', 'restart', 'preheat'] as const;
export type SlotAction = (typeof SLOT_ACTIONS)[number];

/** `drained`: takes no runs, its runner stays; `disabled`: has no runner. */
export const SLOT_WISHES = ['enabled', 'drained', 'disabled'] as const;
export type SlotWish = (typeof SLOT_WISHES)[number];

/** What a slot was told last. It outlives the worker: a disabled slot stays disabled. */
export interface SlotOrder {
  /** The slot's id. */
  readonly id: string;
  readonly wanted: SlotWish;
  /** New for each restart that is asked for; null: none was. */
  readonly restartId: string | null;
  /** New for each pre-heat that is asked for; null: none was. */
  readonly preheatId: string | null;
  /** Who, for people. */
  readonly by: string;
  readonly at: Date;
}
