/** The one door through which acts of admins are written down. */
import { randomBytes } from 'node:crypto';

import { withoutSecrets, type Act, type AuditTarget, type Facts } from '@/lib/domain/audit';
import type { Caller } from '@/lib/domain/user';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import type { AuditRepository } from '@/prisma-free-db/repositories/audit';

export interface ActRecord {
  readonly act: Act;
  readonly target: AuditTarget;
  readonly before?: Facts | null;
  readonly after?: Facts | null;
}

export interface ActContext {
  readonly audit: Pick<AuditRepository, 'appendAsSystem'>;
  readonly caller: Pick<Caller, 'userId' | 'email'>;
  readonly address: string;
}

/**
 * Writes the act down, then does it: what could not be recorded is not done. When the act fails, a
 * second entry says so.
 * @throws AppError `unavailable` when it cannot be recorded, and what the act throws
 */
export async function recordAct<Result>(
  context: ActContext,
  record: ActRecord,
  act: () => Promise<Result>,
): Promise<Result> {
  await append(context, record, null).catch((error: unknown) => {
    throw new AppError('unavailable', 'The audit record cannot be written, so nothing was done.', {
      reason: 'audit_unwritten',
      cause: error,
      retryAfterS: 2,
    });
  });
  try {
    return await act();
  } catch (error) {
    await append(context, record, errorMessage(error)).catch(() => undefined);
    throw error;
  }
}

/** Rises with time, so that entries of one moment keep their order. */
function newEntryId(at: Date): string {
  return `${at.getTime().toString(16).padStart(12, '0')}${randomBytes(6).toString('hex')}`;
}

async function append(
  { audit, caller, address }: ActContext,
  { act, target, before = null, after = null }: ActRecord,
  problem: string | null,
): Promise<void> {
  const at = new Date();
  await audit.appendAsSystem({
    id: newEntryId(at),
    at,
    act,
    actorId: caller.userId,
    actorEmail: caller.email,
    targetKind: target.kind,
    targetId: target.id,
    targetName: target.name,
    before: before && withoutSecrets(before),
    after: after && withoutSecrets(after),
    address,
    problem,
  });
}
