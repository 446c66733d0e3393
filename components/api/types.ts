/** What our JSON API answers, as the pages read it. */
import type { Scope } from '@/lib/domain/api-key';
import type { RunnerKind, SlotState, SlotWish } from '@/lib/domain/slot';
import type { AlertKind } from '@/lib/domain/alert';
import type { Act, TargetKind } from '@/lib/domain/audit';
import type { Limits } from '@/lib/domain/limits';
import type { Graph } from '@/lib/domain/prompt-run';
import type { ProofVerdict } from '@/lib/domain/proof';
import type { RunRow } from '@/lib/domain/run-row';
import type { Role, UserStatus } from '@/lib/domain/user';
import type { WorkspaceReason, WorkspaceState } from '@/lib/domain/workspace';

interface UsageSums {
  readonly runs: number;
  readonly deviceSeconds: number;
  readonly images: number;
  readonly bytes: number;
}

/** `GET /api/usage?days=30`. */
export interface UsageReport {
  readonly today: UsageSums & { readonly day: string };
  readonly total: UsageSums;
  /** Newest first; days without use are left out. */
  readonly days: readonly (UsageSums & { readonly day: string })[];
  readonly deviceSecondsPerDay: number | null;
}

/** A device slot as the console shows it. */
export interface SlotRow {
  readonly id: string;
  readonly workerId: string;
  readonly pool: string;
  readonly state: SlotState;
  readonly reason: string;
  readonly runnerKind: RunnerKind;
  readonly runnerVersion: string;
  readonly device: string;
  readonly deviceName: string;
  readonly models: readonly string[];
  readonly utilisationPercent: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly temperatureC: number | null;
  readonly runId: string | null;
  readonly workspace: { readonly id: string; readonly secondsLeft: number | null } | null;
  readonly user: string | null;
  readonly wanted: SlotWish;
  readonly online: boolean;
  readonly heartbeatAt: string;
}

export interface AlertRow {
  readonly id: string;
  readonly kind: AlertKind;
  readonly subject: string;
  readonly value: number;
  readonly max: number;
  readonly raisedAt: string;
  /** Null while it lasts. */
  readonly clearedAt: string | null;
}

export interface PoolRow {
  readonly pool: string;
  readonly waiting: number;
  readonly running: number;
  readonly oldestMs: number | null;
}

/** `GET /api/admin/overview`, and the live event of that name. */
export interface Overview {
  readonly slots: readonly SlotRow[];
  readonly pools: readonly PoolRow[];
  readonly users: { readonly online: number; readonly all: number };
  readonly hosts: readonly {
    readonly name: string;
    readonly cpuPercent: number;
    readonly memoryPercent: number;
  }[];
  readonly alerts: readonly AlertRow[];
}

/** `GET /api/admin/charts?span=1h|24h|7d`. */
export interface ChartPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly waiting: number;
  readonly online: number;
  readonly waitS: number | null;
  readonly runS: number | null;
  readonly cpuPercent: number | null;
  readonly memoryPercent: number | null;
}

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly status: UserStatus;
  readonly pool: string;
  readonly limits: Partial<Limits>;
  readonly invited: boolean;
  /** Null unless the person is being removed. */
  readonly leavingFrom: string | null;
  readonly createdAt: string;
}

/** `GET /api/admin/users/{id}`. */
export interface UserDetail {
  readonly user: UserRow;
  /** What holds: the role's limits with the user's own. */
  readonly limits: Limits;
  /** Of today (UTC), and of the last 30 days. */
  readonly usage: Readonly<Record<'today' | 'total', UsageSums>>;
}

export interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly act: Act;
  readonly actorId: string;
  readonly actorEmail: string;
  readonly targetKind: TargetKind;
  readonly targetId: string;
  readonly targetName: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly address: string;
  readonly problem: string | null;
}

/** `GET /api/admin/runs?page=n`, newest first. */
export interface RunPage {
  readonly runs: readonly RunRow[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

/** `GET /api/admin/runs/{id}`. */
export interface RunDetail {
  readonly run: RunRow;
  readonly traceback: readonly string[] | null;
  readonly graph: Graph | null;
  readonly log: readonly string[] | null;
}

/** A workspace as the console shows it; what tells whose it is, is null for who may not see that. */
export interface WorkspaceRow {
  readonly id: string;
  readonly state: WorkspaceState;
  readonly reason: WorkspaceReason;
  readonly detail: string | null;
  readonly isLive: boolean;
  readonly pool: string;
  readonly slotId: string;
  readonly device: string;
  readonly outsidePort: number | null;
  readonly isolation: string;
  readonly restarts: number;
  readonly user: { readonly id: string; readonly email: string } | null;
  readonly secondsLeft: number | null;
  readonly extendedUntil: string | null;
  readonly createdAt: string;
  readonly readyAt: string | null;
  readonly endedAt: string | null;
}

/** `GET /api/admin/workspaces?page=n`, newest first. */
export interface WorkspacePage {
  readonly workspaces: readonly WorkspaceRow[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

export interface ProofLine {
  readonly what: string;
  readonly verdict: ProofVerdict;
  readonly seen: string;
}

/** `GET /api/admin/proof`: the sheets, without their lines. */
export interface ProofHead {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly durationMs: number;
  readonly tries: number;
  readonly holes: number;
}

/** `GET /api/admin/proof/{id}`. */
export interface ProofSheet extends ProofHead {
  readonly lines: readonly ProofLine[];
}

/** `GET /api/admin/audit?page=n`, newest first. */
export interface AuditPage {
  readonly entries: readonly AuditRow[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

/** `GET /api/admin/users?page=n`, newest first. */
export interface UserPage {
  readonly users: readonly UserRow[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

/** Answers that carry a password or a link which is shown only now. */
export interface IssuedSecret {
  readonly user: UserRow;
  readonly oneTimePassword?: string;
  readonly link?: { readonly path: string; readonly expiresAt: string };
}

export interface ApiKeyRow {
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601. */
  readonly createdAt: string;
  /** Null: never used. */
  readonly lastUsedAt: string | null;
}

/** `GET /api/account/keys`, newest first. */
export interface ApiKeyList {
  readonly keys: readonly ApiKeyRow[];
}

/** `POST /api/account/keys`; the text of the key is shown only now. */
export interface IssuedApiKey {
  readonly key: ApiKeyRow;
  readonly text: string;
}

/** A public link of the person's; the link itself is not stored. Dates are ISO 8601. */
export interface ShareRow {
  readonly id: string;
  readonly mode: 'clean' | 'full';
  /** How many results it shows. */
  readonly count: number;
  readonly views: number;
  readonly lastViewedAt: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** `GET /api/shares`, newest first. */
export interface ShareList {
  readonly shares: readonly ShareRow[];
}

/** `POST /api/shares`; the path is shown only now. */
export interface IssuedShare {
  readonly share: ShareRow;
  readonly path: string;
}
