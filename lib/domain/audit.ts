/** The record of what admins did: written before the act, never changed, never taken away. */
import type { UserId } from '@/lib/kernel/ids';

export const ACTS = [
  'user.create',
  'user.invite',
  'user.change',
  'user.disable',
  'user.enable',
  'user.sign-out',
  'user.reset-password',
  'user.delete',
  'user.keep',
  'run.cancel',
  'run.retry',
  'quarantine.release',
  'slot.drain',
  'slot.open',
  'slot.restart',
  'slot.disable',
  'slot.preheat',
  'workspace.end',
  'workspace.extend',
  'settings.change',
  'proof.run',
  'audit.export',
] as const;
export type Act = (typeof ACTS)[number];

export const TARGET_KINDS = [
  'user',
  'run',
  'graph',
  'slot',
  'workspace',
  'settings',
  'installation',
] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export interface AuditTarget {
  readonly kind: TargetKind;
  readonly id: string;
  /** As people know it, such as an e-mail address. */
  readonly name: string;
}

/** Plain values only, and nothing secret. */
export type Facts = Readonly<Record<string, unknown>>;

export interface AuditEntry {
  /** Rises with time. */
  readonly id: string;
  readonly at: Date;
  readonly act: Act;
  readonly actorId: UserId;
  readonly actorEmail: string;
  readonly targetKind: TargetKind;
  readonly targetId: string;
  readonly targetName: string;
  /** What the act changes, as it was and as it is asked to be; null where there is nothing to say. */
  readonly before: Facts | null;
  readonly after: Facts | null;
  /** Network address that the act came from. */
  readonly address: string;
  /** Set in a second entry when the act that was recorded did not succeed. */
  readonly problem: string | null;
}

const SECRET = /pass|pwd|secret|token|hash|cookie/i;

/** The second net: whoever makes facts leaves secrets out already. */
export function withoutSecrets(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, SECRET.test(name) ? '(hidden)' : value]),
  );
}
