/**
 * Refuses graphs that keep ending runners. Which ones they are is asked of the documents every few
 * seconds, while somebody submits, and never in the way of a submission.
 */
import { QUARANTINE_MS, STRIKES_MAX } from '@/lib/domain/quarantine';
import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type {
  GraphStrikeRepository,
  GraphStrikes,
} from '@/prisma-free-db/repositories/graph-strikes';

export interface Quarantine {
  /** @throws AppError `forbidden` when this graph of this user ended three runners lately */
  requireAllowed(userId: UserId, workflowId: string): Promise<void>;
}

const FRESH_MS = 2_000;
/** The latest ones; the rest only costs runners a restart more. */
const KNOWN_MAX = 10_000;

type Known = ReadonlyMap<string, GraphStrikes>;

const keyOf = (userId: UserId, workflowId: string): string => `${userId} ${workflowId}`;

export function createQuarantine(
  graphStrikes: Pick<GraphStrikeRepository, 'listAsSystem'>,
): Quarantine {
  let known: Known = new Map();
  let askedMs = -Infinity;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const since = new Date(Date.now() - QUARANTINE_MS);
    const listed = await graphStrikes.listAsSystem(since, STRIKES_MAX, KNOWN_MAX);
    known = new Map(listed.map((one) => [keyOf(one.userId, one.workflowId), one]));
    askedMs = Date.now();
  }

  function refresh(): Promise<void> {
    asking ??= ask()
      // A quarantine that cannot be read stops nobody.
      .catch(() => undefined)
      .finally(() => (asking = undefined));
    return asking;
  }

  return {
    async requireAllowed(userId, workflowId) {
      if (askedMs === -Infinity) await refresh();
      else if (Date.now() - askedMs > FRESH_MS) void refresh();
      const found = known.get(keyOf(userId, workflowId));
      if (found === undefined) return;
      throw new AppError(
        'forbidden',
        `This graph stopped its runner ${found.strikes} times, the last time because ${found.reason}. ` +
          'It is not run again for a day. Change it: a smaller picture or fewer steps may do. ' +
          'An admin can lift this.',
        { reason: 'quarantined', facts: { strikes: found.strikes } },
      );
    },
  };
}
