/** A client is not kept waiting longer than this for the database or Redis. */
const ANSWER_LIMIT_MS = 2_000;

/** The promise's value, or the other one when it fails or takes too long. */
export async function within<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(() => late.resolve(otherwise), ANSWER_LIMIT_MS);
  timer.unref();
  try {
    return await Promise.race([promise.catch(() => otherwise), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
