import type { Caller } from '@/lib/domain/user';
import type { GalleryRepository, ValueCount } from '@/prisma-free-db/repositories/gallery';

export interface GalleryFacets {
  readonly tags: readonly string[];
  /** The most used first, counted among the newest generations. */
  readonly models: readonly ValueCount[];
}

/** What a gallery can be filtered by. */
export async function listFacets(
  gallery: Pick<GalleryRepository, 'listTags' | 'countModels'>,
  { userId }: Caller,
): Promise<GalleryFacets> {
  const [tags, models] = await Promise.all([gallery.listTags(userId), gallery.countModels(userId)]);
  return { tags, models };
}
