import { setTimeout as delay } from 'node:timers/promises';

/** A client is not kept waiting longer than this for the database or Redis. */
const ANSWER_LIMIT_MS = 2_000;

/** The promise's value, or the other one when it fails or takes too long. */
export async function within<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  const limit = new AbortController();
  const late = delay(ANSWER_LIMIT_MS, otherwise, { signal: limit.signal, ref: false });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise.catch(() => otherwise), late]);
  } finally {
    limit.abort();
  }
}
