/** What the janitor does, and how often. Chores are independent: one that fails does not stop the others. */
import { QUARANTINE_MS } from '@/lib/domain/quarantine';
import type { Settings } from '@/lib/domain/settings';
import { makeMissingThumbnails } from '@/lib/features/generations/make-missing-thumbnails';
import { createTermsChore } from '@/lib/features/generations/make-searchable';
import { removeExpiredGenerations } from '@/lib/features/generations/remove-expired';
import { createRepeatedRunsChore } from '@/lib/features/generations/remove-unnamed-results';
import { retireOldResults } from '@/lib/features/generations/retire-old-results';
import { removeStaleTempFiles } from '@/lib/features/generations/remove-stale-temp-files';
import { releaseExpiredRuns } from '@/lib/features/prompts/release-abandoned-runs';
import { cancelOrphanedRuns } from '@/lib/features/workspaces/cancel-orphaned-runs';
import { releaseLostWorkspaces } from '@/lib/features/workspaces/release-lost-workspaces';
import type { SettleDeps } from '@/lib/features/prompts/settle-released-run';
import { createOrphanChore, type OrphanRules } from '@/lib/features/storage/remove-orphans';
import { removeExpiredShares } from '@/lib/features/shares/end-share';
import { removeStaleIncoming } from '@/lib/features/uploads/direct-upload';
import { removeExpiredUploads } from '@/lib/features/uploads/remove-expired-uploads';
import type { createAdmissionWatch } from '@/lib/features/admission/watch-admission';
import type { ThresholdWatch } from '@/lib/features/admin/overview/watch-thresholds';
import { writeRollups, type RollupDeps } from '@/lib/features/admin/overview/write-rollups';
import { finishLeaving, type LeavingDeps } from '@/lib/features/admin/users/finish-leaving';
import { createScheduleKeeper } from '@/lib/features/scheduling/keep-schedule';
import { createUsageKeeper } from '@/lib/features/usage/repair-usage';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';

export interface Chore {
  readonly name: string;
  /** At least so long from one start to the next; 0: every round. */
  readonly everyMs: number;
  /** @returns how many things it did */
  readonly work: (now: Date) => Promise<number>;
}

export interface ChoreDeps {
  readonly db: Pick<
    Database,
    | 'promptRuns'
    | 'generations'
    | 'gallery'
    | 'slots'
    | 'oneTimeLinks'
    | 'uploads'
    | 'storage'
    | 'shares'
    | 'incomingUploads'
    | 'queueControls'
    | 'usage'
    | 'workspaces'
    | 'graphStrikes'
  >;
  readonly store: ObjectStore;
  readonly settle: SettleDeps;
  readonly leaving: LeavingDeps;
  readonly rollups: RollupDeps;
  readonly thresholds: ThresholdWatch;
  readonly admission: ReturnType<typeof createAdmissionWatch>;
  readonly tenantsRoot: string;
  /** What admins set, or the configuration. */
  readonly settings: () => Promise<Settings>;
  readonly storageRules: StorageRules;
}

export interface StorageRules {
  readonly orphans: OrphanRules;
  /** Null: results stay. */
  readonly outputKeptMs: number | null;
}

const SLOT_FORGOTTEN_AFTER_MS = 3_600_000;
const MINUTE_MS = 60_000;
const WORKSPACES_KEPT_MS = 90 * 24 * 60 * MINUTE_MS;

export function createChores(deps: ChoreDeps): readonly Chore[] {
  const { db, store, settle, leaving, rollups, thresholds, admission } = deps;
  const { tenantsRoot, settings, storageRules } = deps;
  const { promptRuns, generations, gallery, slots, oneTimeLinks } = db;
  const { uploads, storage, shares, incomingUploads } = db;
  const { producer, publisher, log } = settle;
  const { outputKeptMs, orphans } = storageRules;
  const tempBefore = async (now: Date): Promise<Date> =>
    new Date(now.getTime() - (await settings()).tempKeptHours * 60 * MINUTE_MS);
  const schedule = createScheduleKeeper({ ...db, producer });
  const meter = createUsageKeeper(db);

  return [
    {
      name: 'release expired runs',
      everyMs: 0,
      work: (now) => releaseExpiredRuns(settle, now),
    },
    {
      name: 'queue missing runs',
      everyMs: 0,
      work: (now) => schedule.queueMissing(now),
    },
    {
      name: 'forget ended runs',
      everyMs: 2_000,
      work: () => schedule.forgetEnded(),
    },
    {
      name: 'record missing usage',
      everyMs: 10_000,
      work: (now) => meter.recordMissing(now),
    },
    {
      name: 'sum days of use',
      everyMs: 30_000,
      work: (now) => meter.sumDays(now),
    },
    {
      name: 'forget old strikes',
      everyMs: 10 * MINUTE_MS,
      work: (now) => db.graphStrikes.forgetOldAsSystem(new Date(now.getTime() - QUARANTINE_MS)),
    },
    {
      name: 'make missing thumbnails',
      everyMs: 5_000,
      work: (now) => makeMissingThumbnails({ store, generations, publisher, log }, now),
    },
    {
      name: 'make old generations searchable',
      everyMs: 5_000,
      work: createTermsChore(generations),
    },
    {
      name: 'remove expired generations',
      everyMs: 5 * MINUTE_MS,
      work: async (now) =>
        removeExpiredGenerations({ store, generations, gallery, storage }, await settings(), now),
    },
    {
      name: 'remove expired uploads',
      everyMs: 5 * MINUTE_MS,
      work: async (now) => removeExpiredUploads({ uploads, storage, store }, await tempBefore(now)),
    },
    {
      name: 'retire old results',
      everyMs: 10 * MINUTE_MS,
      work: async (now) =>
        outputKeptMs === null
          ? 0
          : retireOldResults(
              { generations, publisher },
              new Date(now.getTime() - outputKeptMs),
              now,
            ),
    },
    {
      name: 'remove what lost claims stored late',
      everyMs: 10_000,
      work: createRepeatedRunsChore({ store, storage, promptRuns }),
    },
    {
      name: 'find objects without a document',
      everyMs: 10 * MINUTE_MS,
      work: createOrphanChore({ store, storage, shares, log }, orphans),
    },
    {
      name: 'remove unfinished uploads',
      everyMs: 10 * MINUTE_MS,
      work: async (now) => removeStaleIncoming({ incomingUploads, store }, await tempBefore(now)),
    },
    {
      name: 'remove expired public links',
      everyMs: 10 * MINUTE_MS,
      work: (now) => removeExpiredShares({ shares, store }, now),
    },
    {
      name: 'remove stale temp files',
      everyMs: 30 * MINUTE_MS,
      work: async (now) => removeStaleTempFiles(tenantsRoot, await tempBefore(now)),
    },
    {
      name: 'count minutes',
      everyMs: 5_000,
      work: (now) => writeRollups(rollups, now),
    },
    {
      name: 'watch thresholds',
      everyMs: 5_000,
      work: (now) => thresholds.look(now),
    },
    {
      name: 'adapt admission',
      everyMs: 5_000,
      work: (now) => admission.look(now),
    },
    {
      name: 'remove people who leave',
      everyMs: 5_000,
      work: (now) => finishLeaving(leaving, now),
    },
    {
      name: 'remove expired links',
      everyMs: 30 * MINUTE_MS,
      work: (now) => oneTimeLinks.removeExpiredAsSystem(now),
    },
    {
      name: 'remove silent slots',
      everyMs: 10 * MINUTE_MS,
      work: (now) => slots.removeSilentAsSystem(new Date(now.getTime() - SLOT_FORGOTTEN_AFTER_MS)),
    },
    ...workspaceChores(deps),
  ];
}

function workspaceChores({ db, settle, leaving }: ChoreDeps): readonly Chore[] {
  const { promptRuns, workspaces } = db;
  const { publisher, log } = settle;
  return [
    {
      name: 'release lost workspaces',
      everyMs: 0,
      work: (now) => releaseLostWorkspaces({ workspaces, publisher, log }, { before: now }),
    },
    {
      name: 'cancel runs of ended workspaces',
      everyMs: 5_000,
      work: () => cancelOrphanedRuns({ ...leaving.cancel, promptRuns, workspaces }),
    },
    {
      name: 'forget ended workspaces',
      everyMs: 60 * MINUTE_MS,
      work: (now) => workspaces.removeEndedAsSystem(new Date(now.getTime() - WORKSPACES_KEPT_MS)),
    },
  ];
}
