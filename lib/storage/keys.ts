/** The layout of keys in object storage, in one place. Keys are derived, so a repeated step overwrites itself. */
import type { GenerationId, RunId, UserId } from '@/lib/kernel/ids';

const two = (value: number): string => String(value).padStart(2, '0');

/** `yyyy/mm/dd` in UTC. */
function day(at: Date): string {
  return `${at.getUTCFullYear()}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}`;
}

/** Everything of one user lies under this prefix. */
export function userPrefix(userId: UserId): string {
  return `comfy/${userId}/`;
}

/**
 * A run's output file: `comfy/{user}/{yyyy}/{mm}/{dd}/{run}/{node}/{filename}`. The node keeps apart
 * two files of one run that have one name in different folders.
 * @param runCreatedAt when the run was submitted: a repeated attempt must give the same key
 */
export function outputKey(
  userId: UserId,
  runCreatedAt: Date,
  runId: RunId,
  nodeId: string,
  filename: string,
): string {
  return `${userPrefix(userId)}${day(runCreatedAt)}/${runId}/${segment(nodeId)}/${segment(filename)}`;
}

/** A run's temporary file (previews). */
export function tempOutputKey(
  userId: UserId,
  runId: RunId,
  nodeId: string,
  filename: string,
): string {
  return `${userPrefix(userId)}tmp/${runId}/${segment(nodeId)}/${segment(filename)}`;
}

/** An uploaded input, addressed by its content. */
export function uploadKey(userId: UserId, contentHash: string): string {
  return `${userPrefix(userId)}uploads/${contentHash}`;
}

/** Temporary material (`POST /api/upload/tmp`), addressed by its content. */
export function tmpUploadKey(userId: UserId, contentHash: string): string {
  return `${userPrefix(userId)}tmp/uploads/${contentHash}`;
}

export function thumbnailKey(userId: UserId, generationId: GenerationId, width: number): string {
  return `${userPrefix(userId)}thumbs/${generationId}/w${width}.webp`;
}

/** Whether a key belongs to the user: the check before any key that is not freshly derived is used. */
export function isKeyOf(userId: UserId, key: string): boolean {
  return key.startsWith(userPrefix(userId)) && !key.split('/').includes('..');
}

/** One path segment: no separator, no dot-names, nothing that a file system or URL would treat specially. */
function segment(name: string): string {
  const clean = name.replace(/[\\/\0]/g, '_');
  return clean === '.' || clean === '..' || clean === '' ? '_' : clean;
}
