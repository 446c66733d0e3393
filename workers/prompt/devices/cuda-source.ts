/** NVIDIA cards, by `nvidia-smi`. */
import type { DeviceSource, Look } from './device-source';
import {
  GPU_QUERY,
  parseNvidiaGpus,
  parseNvidiaProcesses,
  PROCESS_QUERY,
} from './parse-nvidia-smi';
import type { RunTool } from './run-tool';

const TOOL = 'nvidia-smi';
const FORMAT = '--format=csv,noheader,nounits';

export function cudaSource(run: RunTool): DeviceSource {
  return {
    kind: 'cuda',
    async look(): Promise<Look> {
      const answer = await run(TOOL, [`--query-gpu=${GPU_QUERY}`, FORMAT]);
      if (!answer.ok) return answer;
      const gpus = parseNvidiaGpus(answer.text);
      if (gpus.length === 0) return { ok: false, reason: `${TOOL} names no card` };
      const apps = await run(TOOL, [`--query-compute-apps=${PROCESS_QUERY}`, FORMAT]);
      const processes = parseNvidiaProcesses(apps.ok ? apps.text : '');
      const sampledAt = new Date();
      const sightings = gpus.map(({ index, name, uuid, ...figures }) => ({
        device: { kind: 'cuda' as const, index, name },
        metrics: { ...figures, processes: processes.get(uuid) ?? [], sampledAt },
      }));
      return { ok: true, sightings };
    },
  };
}
