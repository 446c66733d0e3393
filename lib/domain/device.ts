/** What a runner computes on: an Ascend card, a CUDA card, or the host's processors. */
export const DEVICE_KINDS = ['cpu', 'cuda', 'npu'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export interface Device {
  readonly kind: DeviceKind;
  /** The number that the runtime knows it by (`CUDA_VISIBLE_DEVICES`, `ASCEND_RT_VISIBLE_DEVICES`). */
  readonly index: number;
  /** For people, such as `Ascend 910B3`. */
  readonly name: string;
}

/** A process that holds memory of a device. */
export interface DeviceProcess {
  readonly pid: number;
  /** Empty when the driver does not tell. */
  readonly name: string;
  readonly memoryBytes: number | null;
}

/** How a device was at one moment. Null: its driver does not tell. */
export interface DeviceMetrics {
  readonly utilisationPercent: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly temperatureC: number | null;
  readonly processes: readonly DeviceProcess[];
  readonly sampledAt: Date;
}

/** `cpu`, `cuda:0`, `npu:1`: as runs and logs name a device. */
export function deviceLabel({ kind, index }: Pick<Device, 'kind' | 'index'>): string {
  return kind === 'cpu' ? kind : `${kind}:${index}`;
}
