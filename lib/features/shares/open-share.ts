/** What visitors of a public link get. Whatever is wrong with it, the answer is the same: nothing. */
import type { Generation } from '@/lib/domain/generation';
import type { Share, SharedItem, ShareMode, SharedFile } from '@/lib/domain/share';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';
import type { ShareRepository } from '@/prisma-free-db/repositories/shares';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { sharedUrl } from './share-rows';
import { shareIdOf } from './share-token';

export interface OpenShareDeps {
  readonly shares: Pick<ShareRepository, 'findOpenAsSystem' | 'countViewAsSystem'>;
  readonly gallery: Pick<GalleryRepository, 'findMany'>;
  readonly users: Pick<UserRepository, 'findById'>;
}

interface OpenShare {
  readonly share: Share;
  /** What is still in its owner's gallery. */
  readonly files: readonly { readonly item: SharedItem; readonly generation: Generation }[];
}

async function open(deps: OpenShareDeps, token: string, only?: string): Promise<OpenShare | null> {
  const id = shareIdOf(token);
  const share = id === null ? null : await deps.shares.findOpenAsSystem(id, new Date());
  if (share === null) return null;
  const { userId } = share;
  const items = share.items.filter(
    ({ generationId }) => only === undefined || generationId === only,
  );
  const [owner, generations] = await Promise.all([
    deps.users.findById(userId),
    deps.gallery.findMany(
      userId,
      items.map(({ generationId }) => generationId),
    ),
  ]);
  if (owner?.status !== 'active') return null;
  const there = new Map(
    generations.filter(({ deletedAt }) => deletedAt === null).map((one) => [one.id, one]),
  );
  const files = items.flatMap((item) => {
    const generation = there.get(item.generationId);
    return generation === undefined ? [] : [{ item, generation }];
  });
  return files.length === 0 ? null : { share, files };
}

export interface SharedPage {
  readonly mode: ShareMode;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly files: readonly SharedFile[];
}

/** The page behind a link; counts a view. @returns null when there is nothing to show */
export async function viewShare(deps: OpenShareDeps, token: string): Promise<SharedPage | null> {
  const opened = await open(deps, token);
  if (opened === null) return null;
  const { share, files } = opened;
  await deps.shares.countViewAsSystem(share.id, new Date());
  return {
    mode: share.mode,
    expiresAt: share.expiresAt.toISOString(),
    files: files.map(({ item, generation }) => {
      const { filename, mediaType, width, height, bytes } = item;
      const url = sharedUrl(token, item);
      return {
        ...{ filename, mediaType, width, height, bytes, url },
        // The beginning of the file itself, which visitors get anyway.
        excerpt: generation.excerpt,
        thumbs: generation.thumbs.map((thumb) => ({
          width: thumb.width,
          url: `${url}?width=${thumb.width}`,
        })),
        prompt: share.mode === 'full' ? generation.prompt : null,
      };
    }),
  };
}

export interface SharedObject {
  readonly key: string;
  readonly filename: string;
  readonly contentType: string;
}

/**
 * One file of a link.
 * @param width of one of its thumbnails, which hold nothing but pixels; null: the file
 */
export async function openSharedFile(
  deps: OpenShareDeps,
  token: string,
  generationId: string,
  width: string | null,
): Promise<SharedObject | null> {
  const [file] = (await open(deps, token, generationId))?.files ?? [];
  if (file === undefined) return null;
  const { item, generation } = file;
  if (width === null) return item;
  const thumb = generation.thumbs.find((one) => String(one.width) === width);
  return thumb === undefined
    ? null
    : { key: thumb.key, filename: `${item.filename}.webp`, contentType: 'image/webp' };
}
