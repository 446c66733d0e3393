/** The host's processors, seen as one device. */
import { cpus, freemem, totalmem } from 'node:os';

import type { DeviceSource } from './device-source';

export function cpuSource(): DeviceSource {
  let before = times();

  return {
    kind: 'cpu',
    look() {
      const now = times();
      const [busy, total] = [now.busy - before.busy, now.total - before.total];
      before = now;
      const memoryTotalBytes = totalmem();
      const metrics = {
        utilisationPercent: total > 0 ? Math.round((busy / total) * 100) : null,
        memoryUsedBytes: memoryTotalBytes - freemem(),
        memoryTotalBytes,
        temperatureC: null,
        processes: [],
        sampledAt: new Date(),
      };
      const device = { kind: 'cpu' as const, index: 0, name: cpus()[0]?.model.trim() || 'CPU' };
      return Promise.resolve({ ok: true as const, sightings: [{ device, metrics }] });
    },
  };
}

function times(): { busy: number; total: number } {
  const all = cpus().map(({ times: { idle, ...others } }) => ({ idle, ...others }));
  const total = all.flatMap((one) => Object.values(one)).reduce((sum, part) => sum + part, 0);
  const idle = all.reduce((sum, one) => sum + one.idle, 0);
  return { busy: total - idle, total };
}
