/** Paths of a user's own files, from the user's root, with forward slashes. */
import { AppError } from '@/lib/kernel/errors';

const PATH_MAX_LENGTH = 1_024;
// Control characters would break headers and listings.
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\x00-\x1f\x7f\\]/;

/**
 * Tidies a path: no empty or `.` parts.
 * @returns an empty text for the root
 * @throws AppError `forbidden` for one that leaves the root, `bad_request` for characters no name may have
 */
export function tidyPath(given: string): string {
  if (FORBIDDEN.test(given) || given.length > PATH_MAX_LENGTH) {
    throw new AppError('bad_request', 'A path must not hold backslashes or control characters.');
  }
  const parts = given.split('/').filter((part) => part !== '' && part !== '.');
  if (given.startsWith('/') || parts.includes('..')) {
    throw new AppError('forbidden', 'A path must stay inside your own files.');
  }
  return parts.join('/');
}

/** A path that names a file. @throws AppError as `tidyPath`, and `bad_request` for an empty one */
export function tidyFilePath(given: string): string {
  const tidy = tidyPath(given);
  if (tidy === '' || given.endsWith('/')) {
    throw new AppError('bad_request', 'The path names no file.');
  }
  return tidy;
}
