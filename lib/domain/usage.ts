/** What people used of the installation, so that quotas and bills can be built on it. */
import type { RunId, UserId } from '@/lib/kernel/ids';

export interface UsageSums {
  readonly runs: number;
  /** Execution on devices; waiting does not count. */
  readonly deviceSeconds: number;
  readonly images: number;
  /** Of all results that stay. */
  readonly bytes: number;
}

/** One ended run. Its id is the run's id, so writing it again adds nothing. */
export interface UsageEntry extends Omit<UsageSums, 'runs'> {
  readonly runId: RunId;
  readonly userId: UserId;
  readonly pool: string;
  readonly finishedAt: Date;
}

/** Such as `2026-11-22`, in UTC: the day in which a run ended. */
export const usageDay = (at: Date): string => at.toISOString().slice(0, 10);

export interface UsageDay extends UsageSums {
  readonly day: string;
}

export const NO_USAGE: UsageSums = { runs: 0, deviceSeconds: 0, images: 0, bytes: 0 };

export function addUsage(a: UsageSums, b: UsageSums): UsageSums {
  return {
    runs: a.runs + b.runs,
    deviceSeconds: a.deviceSeconds + b.deviceSeconds,
    images: a.images + b.images,
    bytes: a.bytes + b.bytes,
  };
}
