/** How this host's devices are found, as the configuration wants it. */
import type { StoreEnv } from '@/lib/kernel/env';

import { cpuSource } from './cpu-source';
import { cudaSource } from './cuda-source';
import type { DeviceSource } from './device-source';
import { npuSource } from './npu-source';
import { parsePortMap, type SlotWishes } from './plan-slots';
import { createToolRunner } from './run-tool';

export function deviceSources(): readonly DeviceSource[] {
  const run = createToolRunner();
  return [npuSource(run), cudaSource(run), cpuSource()];
}

type DeviceConfig = Pick<
  StoreEnv,
  | 'COMFYUI_ARGS'
  | 'COMFYUI_DIR'
  | 'RUNNER_PORT_BASE'
  | 'RUNNER_PORTS'
  | 'WORKER_DEVICES'
  | 'WORKER_SLOTS'
>;

export function slotWishes(config: DeviceConfig): SlotWishes {
  const wantsCpu = config.COMFYUI_ARGS.split(/\s+/).includes('--cpu');
  return {
    devices: config.WORKER_DEVICES,
    slots: config.WORKER_SLOTS,
    mayUseCards: config.COMFYUI_DIR !== undefined && !wantsCpu,
    ports: config.RUNNER_PORTS === undefined ? undefined : parsePortMap(config.RUNNER_PORTS),
    portBase: config.RUNNER_PORT_BASE,
  };
}
