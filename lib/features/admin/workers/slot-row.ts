import { deviceLabel } from '@/lib/domain/device';
import { may } from '@/lib/domain/permissions';
import { isOnline, type Slot, type SlotWish } from '@/lib/domain/slot';
import type { Caller } from '@/lib/domain/user';
import { idleSecondsLeft, type Workspace } from '@/lib/domain/workspace';

type Shown = 'id' | 'workerId' | 'pool' | 'state' | 'reason' | 'runnerKind' | 'runnerVersion';

/** A slot as the console shows it. */
export interface SlotRow extends Pick<Slot, Shown | 'models' | 'port' | 'outsidePort'> {
  /** Such as `cuda:0`, and what people call it. */
  readonly device: string;
  readonly deviceName: string;
  readonly utilisationPercent: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly temperatureC: number | null;
  readonly runId: string | null;
  /** The workspace that holds it; null in pool use. */
  readonly workspace: SlotWorkspace | null;
  /** E-mail address of who uses it now; null: nobody, or not to be seen. */
  readonly user: string | null;
  /** What it was told last. */
  readonly wanted: SlotWish;
  readonly online: boolean;
  /** ISO 8601. */
  readonly heartbeatAt: string;
}

export interface SlotWorkspace {
  readonly id: string;
  /** Seconds until it ends for idleness; null while nothing counts down. */
  readonly secondsLeft: number | null;
}

export interface SlotRowFacts {
  readonly caller: Pick<Caller, 'role'>;
  readonly now: Date;
  /** Who uses a slot, by slot id. */
  readonly users: ReadonlyMap<string, string>;
  /** The workspace that holds a slot, by slot id. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /** What the process of a slot's workspace runs, by slot id. */
  readonly workspaceRuns: ReadonlyMap<string, string | null>;
  readonly wishes: ReadonlyMap<string, SlotWish>;
}

export function toSlotRow(slot: Slot, facts: SlotRowFacts): SlotRow {
  const { caller, now, users, wishes, workspaces } = facts;
  const { id, workerId, pool, state, reason, runnerKind, runnerVersion, device, metrics } = slot;
  const workspace = workspaces.get(id);
  const sees = may(caller.role, 'runs.content');
  return {
    ...{ id, workerId, pool, state, reason, runnerKind, runnerVersion },
    ...{ port: slot.port, outsidePort: slot.outsidePort },
    // Models tell what somebody is working on.
    models: sees ? slot.models : [],
    device: deviceLabel(device),
    deviceName: device.name,
    utilisationPercent: metrics?.utilisationPercent ?? null,
    memoryUsedBytes: metrics?.memoryUsedBytes ?? null,
    memoryTotalBytes: metrics?.memoryTotalBytes ?? null,
    temperatureC: metrics?.temperatureC ?? null,
    runId: slot.runId ?? facts.workspaceRuns.get(id) ?? null,
    workspace:
      slot.workspaceId === null
        ? null
        : { id: slot.workspaceId, secondsLeft: workspace ? secondsLeft(workspace, now) : null },
    user: sees ? (users.get(id) ?? null) : null,
    wanted: wishes.get(id) ?? 'enabled',
    online: isOnline(slot, now),
    heartbeatAt: slot.heartbeatAt.toISOString(),
  };
}

const secondsLeft = (workspace: Workspace, now: Date): number | null =>
  workspace.state === 'ready' ? idleSecondsLeft(workspace, now) : null;
