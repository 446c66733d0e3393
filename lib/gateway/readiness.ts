/** Whether this process can do its work, asked of everything that it stands on. */
import { isOnline } from '@/lib/domain/slot';
import { errorMessage } from '@/lib/kernel/errors';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';

interface Check {
  readonly ok: boolean;
  readonly reason?: string;
}

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: {
    readonly database: Check;
    readonly redis: Check;
    readonly objectStore: Check;
    /** Runners: told, but a web process without one is ready; prompts wait. */
    readonly slots: Check & { readonly online: number; readonly ready: number };
  };
}

export interface ReadinessDeps {
  readonly db: Pick<Database, 'ping' | 'slots'>;
  readonly redis: { ping(): Promise<unknown> };
  readonly store: Pick<ObjectStore, 'head'>;
  /** True once the process is going down: whoever balances load sends no more. */
  readonly isClosing: () => boolean;
}

const LIMIT_MS = 2_000;
/** Several askers within this time get one answer. */
const FRESH_MS = 500;

export function createReadiness(deps: ReadinessDeps): () => Promise<Readiness> {
  let last: { at: number; answer: Promise<Readiness> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at > FRESH_MS) {
      last = { at: Date.now(), answer: read(deps) };
    }
    return last.answer;
  };
}

async function read({ db, redis, store, isClosing }: ReadinessDeps): Promise<Readiness> {
  const [database, redisCheck, objectStore, slots] = await Promise.all([
    check(async () => {
      if (!(await db.ping())) throw new Error('no answer');
    }),
    check(() => redis.ping()),
    check(() => store.head('readiness')),
    countSlots(db),
  ]);
  const ready = database.ok && redisCheck.ok && objectStore.ok && !isClosing();
  return {
    status: ready ? 'ready' : 'not-ready',
    checks: { database, redis: redisCheck, objectStore, slots },
  };
}

async function check(ask: () => Promise<unknown>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  try {
    await Promise.race([ask(), timeout]);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: errorMessage(error) };
  } finally {
    clearTimeout(timer);
  }
}

async function countSlots(db: ReadinessDeps['db']): Promise<Readiness['checks']['slots']> {
  const counted = { online: 0, ready: 0 };
  const { ok } = await check(async () => {
    const now = new Date();
    const online = (await db.slots.listAsSystem()).filter((slot) => isOnline(slot, now));
    counted.online = online.length;
    counted.ready = online.filter(({ state }) => state === 'ready' || state === 'busy').length;
  });
  if (ok && counted.ready > 0) return { ok: true, ...counted };
  return { ok: false, reason: 'no runner is online and ready', ...counted };
}
