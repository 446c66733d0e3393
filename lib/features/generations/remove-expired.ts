/** Retention: temporary files and the trash last a while; then objects and documents go. */
import type { Generation } from '@/lib/domain/generation';
import type { Settings } from '@/lib/domain/settings';
import type { GenerationId, UserId } from '@/lib/kernel/ids';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';
import type { StorageRepository } from '@/prisma-free-db/repositories/storage';

import { removeForEver, type RemoveDeps } from './remove-objects';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BATCH = 500;

interface RetentionDeps extends RemoveDeps {
  readonly generations: Pick<GenerationRepository, 'listExpiredAsSystem'>;
  readonly storage: Pick<StorageRepository, 'keysOfActiveRunsAsSystem'>;
}

/**
 * What a run that is not over reads stays until it has ended.
 * @returns how many generations were removed
 */
export async function removeExpiredGenerations(
  { generations, storage, ...deps }: RetentionDeps,
  { tempKeptHours, trashKeptDays }: Pick<Settings, 'tempKeptHours' | 'trashKeptDays'>,
  now: Date,
): Promise<number> {
  const expired = await generations.listExpiredAsSystem(
    new Date(now.getTime() - tempKeptHours * HOUR_MS),
    new Date(now.getTime() - trashKeptDays * DAY_MS),
    BATCH,
  );
  if (expired.length === 0) return 0;
  const read = await storage.keysOfActiveRunsAsSystem(expired.map(({ s3Key }) => s3Key));
  let removed = 0;
  for (const [userId, ids] of byOwner(expired.filter(({ s3Key }) => !read.has(s3Key)))) {
    removed += await removeForEver(deps, userId, ids);
  }
  return removed;
}

function byOwner(generations: readonly Generation[]): Map<UserId, GenerationId[]> {
  const owners = new Map<UserId, GenerationId[]>();
  for (const { userId, id } of generations) {
    owners.set(userId, [...(owners.get(userId) ?? []), id]);
  }
  return owners;
}
