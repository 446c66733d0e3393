import type { Settings } from '@/lib/domain/settings';
import type { StoreEnv } from '@/lib/kernel/env';

const HOURS_A_DAY = 24;

/** What the environment says about things that admins may change while the installation runs. */
export function configuredSettings(
  config: Pick<
    StoreEnv,
    'RUNS_WAITING_MAX' | 'IDLE_TIMEOUT' | 'RETENTION_TEMP_DAYS' | 'RETENTION_TRASH_DAYS'
  >,
): Partial<Settings> {
  return {
    runsWaitingMax: config.RUNS_WAITING_MAX,
    idleTimeoutS: config.IDLE_TIMEOUT,
    tempKeptHours: config.RETENTION_TEMP_DAYS * HOURS_A_DAY,
    trashKeptDays: config.RETENTION_TRASH_DAYS,
  };
}
