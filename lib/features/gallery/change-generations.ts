/** What an owner does with generations, with one or with many: marks, trash, for ever. */
import type { GenerationId, UserId } from '@/lib/kernel/ids';
import type { Generation } from '@/lib/domain/generation';
import type { UserEvent } from '@/lib/domain/user-event';
import type { Caller } from '@/lib/domain/user';
import type { Publisher } from '@/lib/realtime/channel';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';

import { removeForEver } from '../generations/remove-objects';
import { noSuchGeneration } from './find-generation';

export type GalleryAct =
  | { readonly act: 'favourite' | 'unfavourite' | 'trash' | 'restore' | 'remove' }
  | { readonly act: 'tag' | 'untag'; readonly tag: string };

export interface ChangeDeps {
  readonly gallery: GalleryRepository;
  readonly store: Pick<ObjectStore, 'remove'>;
  readonly publisher: Publisher;
}

type Change = Extract<UserEvent, { kind: 'generation' }>['change'];

const CHANGES: Record<GalleryAct['act'], Change> = {
  favourite: 'updated',
  unfavourite: 'updated',
  tag: 'updated',
  untag: 'updated',
  trash: 'deleted',
  restore: 'restored',
  remove: 'deleted',
};

/** Whether an act means anything for an item: the trash is thrown into once, and left once. */
function concerns({ act }: GalleryAct, { deletedAt }: Generation): boolean {
  if (act === 'restore' || act === 'remove') return deletedAt !== null;
  return deletedAt === null;
}

export interface ChangeResult {
  /** Ids of those that are as wanted now. */
  readonly changed: readonly GenerationId[];
  /** Ids that name nothing of the caller's, or nothing in the right place. */
  readonly missing: readonly GenerationId[];
}

/**
 * Does the same to all of them. What is not there, or is somebody else's, is named as missing; the
 * rest is changed all the same.
 * @throws AppError `unavailable` when the object store does not answer while something is removed
 *   for ever; then nothing is lost, and the act can be repeated
 */
export async function changeGenerations(
  { gallery, store, publisher }: ChangeDeps,
  { userId }: Caller,
  given: readonly GenerationId[],
  what: GalleryAct,
): Promise<ChangeResult> {
  const ids = [...new Set(given)];
  const known = await gallery.findMany(userId, ids);
  let changed = known.filter((one) => concerns(what, one)).map(({ id }) => id);
  if (changed.length > 0) {
    switch (what.act) {
      case 'favourite':
      case 'unfavourite':
        await gallery.setFavourite(userId, changed, what.act === 'favourite');
        break;
      case 'tag':
        await gallery.addTag(userId, changed, what.tag);
        break;
      case 'untag':
        await gallery.removeTag(userId, changed, what.tag);
        break;
      case 'trash':
        await gallery.setDeleted(userId, changed, new Date());
        break;
      case 'restore':
        await gallery.setDeleted(userId, changed, null);
        changed = await shownOf(gallery, userId, changed);
        break;
      case 'remove':
        await removeForEver({ gallery, store }, userId, changed);
    }
  }
  for (const generationId of changed) {
    publisher.publish(userId, { kind: 'generation', change: CHANGES[what.act], generationId });
  }
  const done = new Set<string>(changed);
  return { changed, missing: ids.filter((id) => !done.has(id)) };
}

/** What is being removed for ever at this moment did not come back. */
async function shownOf(
  gallery: GalleryRepository,
  userId: UserId,
  ids: readonly GenerationId[],
): Promise<GenerationId[]> {
  const now = await gallery.findMany(userId, ids);
  return now.filter(({ deletedAt }) => deletedAt === null).map(({ id }) => id);
}

/** The same for one. @throws AppError `not_found` when it is not there */
export async function changeGeneration(
  deps: ChangeDeps,
  caller: Caller,
  id: GenerationId,
  what: GalleryAct,
): Promise<void> {
  const { missing } = await changeGenerations(deps, caller, [id], what);
  if (missing.length > 0) throw noSuchGeneration();
}
