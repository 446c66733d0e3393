/** What the server says when a unique key is taken already. */
import { MongoBulkWriteError, MongoServerError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** Whether a single write was refused because its key is taken. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Positions in an unordered bulk whose keys are taken; null when anything else went wrong, too. */
export function duplicatesOf(error: unknown): ReadonlySet<number> | null {
  if (!(error instanceof MongoBulkWriteError)) return null;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) return null;
  return new Set(errors.map(({ index }) => index));
}

/**
 * An upsert, and once more when another one made the document in between: then it is found. MongoDB
 * itself tries again only where the filter names nothing but the unique key, and ours name the owner too.
 * @param write may be done twice
 */
export async function onceMore<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicate(error) && duplicatesOf(error) === null) throw error;
    return write();
  }
}
