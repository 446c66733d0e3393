/** The whole proof: two throw-away users, every address and socket across them, a sheet that is kept. */
import { randomUUID } from 'node:crypto';

import type { ProofSheet } from '@/lib/domain/proof';
import type { WebServices } from '@/lib/http/services';
import { AppError } from '@/lib/kernel/errors';

import type { ProofTarget } from './list-targets';
import { makeThrowAwayUsers, nobodysThings } from './throw-away-users';
import { tryRoutes } from './try-routes';
import { trySockets } from './try-sockets';

export interface ProofOptions {
  /** Where this process listens, as seen from this host. */
  readonly origin: string;
  readonly targets: readonly ProofTarget[];
  /** Who asked for it. */
  readonly by: string;
}

const LOCK_MS = 5 * 60_000;
const SOCKET_TRIES = 5;

/** @throws AppError `conflict` while another proof runs */
export async function runProof(web: WebServices, options: ProofOptions): Promise<ProofSheet> {
  const { redis, env, db, publisher } = web;
  const lock = `${env.REDIS_PREFIX}:proof`;
  if ((await redis.set(lock, '1', 'PX', LOCK_MS, 'NX')) === null) {
    throw new AppError('conflict', 'A proof runs already. Its sheet will be in the list.', {
      reason: 'proof_runs',
    });
  }
  try {
    const { origin, targets, by } = options;
    const at = new Date();
    const users = await makeThrowAwayUsers(web);
    let tries = SOCKET_TRIES;
    try {
      const routes = await tryRoutes(
        { origin, users, targets, nobodys: nobodysThings() },
        (requests) => {
          tries += requests;
        },
      );
      const sockets = await trySockets({ origin, users, publisher });
      const lines = [...sockets, ...routes];
      const holes = lines.filter(({ verdict }) => verdict === 'hole').length;
      const durationMs = Date.now() - at.getTime();
      const sheet = { id: randomUUID(), at, by, durationMs, tries, holes, lines };
      await db.proofSheets.addAsSystem(sheet);
      return sheet;
    } finally {
      await users.remove();
    }
  } finally {
    await redis.del(lock).catch(() => undefined);
  }
}
