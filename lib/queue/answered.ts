import { AppError, errorMessage } from '@/lib/kernel/errors';

/** @throws AppError `unavailable` when Redis does not answer */
export async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new AppError('unavailable', 'The queue does not answer. Try again in a few seconds.', {
      detail: { error: errorMessage(error) },
      retryAfterS: 2,
      cause: error,
    });
  }
}
