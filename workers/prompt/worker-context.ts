/** What every step of a run may use. Made once in main.ts. */
import type { SettleDeps } from '@/lib/features/prompts/settle-released-run';
import type { Logger } from '@/lib/kernel/log';
import type { Publisher } from '@/lib/realtime/channel';
import type { RunProgressStore } from '@/lib/realtime/run-progress';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';

import type { ActiveRuns } from './active-runs';
import type { ThumbnailQueue } from './thumbnail-queue';
import type { UsageWriter } from './usage-writer';

export interface WorkerContext {
  readonly db: Pick<
    Database,
    | 'promptRuns'
    | 'generations'
    | 'uploads'
    | 'slots'
    | 'objectInfos'
    | 'storage'
    | 'usage'
    | 'graphStrikes'
  >;
  readonly store: ObjectStore;
  readonly publisher: Publisher;
  readonly progress: RunProgressStore;
  readonly activeRuns: ActiveRuns;
  readonly thumbnails: ThumbnailQueue;
  readonly usage: UsageWriter;
  /** For runs that are given back. */
  readonly settle: SettleDeps;
  readonly workerId: string;
  /** New at each start. */
  readonly bootId: string;
  readonly leaseMs: number;
  /** How long a prompt may run; 0: as long as it wants. */
  readonly runTimeMaxMs: number;
  readonly log: Logger;
}
