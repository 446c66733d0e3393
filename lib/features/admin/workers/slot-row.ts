import { deviceLabel } from '@/lib/domain/device';
import { may } from '@/lib/domain/permissions';
import { isOnline, type Slot, type SlotWish } from '@/lib/domain/slot';
import type { Caller } from '@/lib/domain/user';

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
  readonly workspaceId: string | null;
  /** E-mail address of who uses it now; null: nobody, or not to be seen. */
  readonly user: string | null;
  /** What it was told last. */
  readonly wanted: SlotWish;
  readonly online: boolean;
  /** ISO 8601. */
  readonly heartbeatAt: string;
}

export interface SlotRowFacts {
  readonly caller: Pick<Caller, 'role'>;
  readonly now: Date;
  /** Who uses a slot, by slot id. */
  readonly users: ReadonlyMap<string, string>;
  readonly wishes: ReadonlyMap<string, SlotWish>;
}

export function toSlotRow(slot: Slot, { caller, now, users, wishes }: SlotRowFacts): SlotRow {
  const { id, workerId, pool, state, reason, runnerKind, runnerVersion, device, metrics } = slot;
  const sees = may(caller.role, 'runs.content');
  return {
    ...{ id, workerId, pool, state, reason, runnerKind, runnerVersion },
    ...{ port: slot.port, outsidePort: slot.outsidePort, runId: slot.runId },
    // Models tell what somebody is working on.
    models: sees ? slot.models : [],
    device: deviceLabel(device),
    deviceName: device.name,
    utilisationPercent: metrics?.utilisationPercent ?? null,
    memoryUsedBytes: metrics?.memoryUsedBytes ?? null,
    memoryTotalBytes: metrics?.memoryTotalBytes ?? null,
    temperatureC: metrics?.temperatureC ?? null,
    workspaceId: slot.workspaceId,
    user: sees ? (users.get(id) ?? null) : null,
    wanted: wishes.get(id) ?? 'enabled',
    online: isOnline(slot, now),
    heartbeatAt: slot.heartbeatAt.toISOString(),
  };
}
