/** What admins set for the whole installation while it runs. */
import type { Limits } from './limits';
import type { Role } from './user';

export interface Announcement {
  readonly text: string;
  readonly tone: 'info' | 'warn';
}

export interface Settings {
  /** Runs of one user that may wait or run at a time, where neither user nor role says otherwise. */
  readonly runsWaitingMax: number;
  /** A dedicated workspace nobody uses is ended after so many seconds. */
  readonly idleTimeoutS: number;
  /** Days that pictures stay in the trash. */
  readonly trashKeptDays: number;
  /** Hours that temporary pictures stay. */
  readonly tempKeptHours: number;
  /** Alerts are raised above these. */
  readonly cpuMaxPercent: number;
  readonly memoryMaxPercent: number;
  readonly queueCheckMaxMs: number;
  /** Shown on every page; null: nothing. */
  readonly announcement: Announcement | null;
  /** In the place of our defaults for a role. */
  readonly roleLimits: Readonly<Partial<Record<Role, Partial<Limits>>>>;
}

export const SETTINGS_DEFAULTS: Settings = {
  runsWaitingMax: 1_000,
  idleTimeoutS: 600,
  trashKeptDays: 30,
  tempKeptHours: 24,
  cpuMaxPercent: 80,
  memoryMaxPercent: 85,
  queueCheckMaxMs: 1_000,
  announcement: null,
  roleLimits: {},
};

export const ANNOUNCEMENT_MAX_LENGTH = 500;
