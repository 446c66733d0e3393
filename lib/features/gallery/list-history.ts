import type { GalleryFilter } from '@/lib/domain/gallery-filter';
import type { HistorySlice } from '@/lib/domain/gallery-item';
import type { Generation } from '@/lib/domain/generation';
import type { Caller } from '@/lib/domain/user';
import type { UrlSigner } from '@/lib/storage/signed-urls';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';

import { cursorOf, positionOf } from './gallery-cursor';
import type { CountCache } from './gallery-version';
import { toGalleryItem } from './gallery-item';

export const PAGE_SIZE = 30;

export interface HistoryPage extends HistorySlice {
  /** Counts from 1. */
  readonly page: number;
  readonly total: number;
}

export interface HistoryDeps {
  readonly gallery: Pick<GalleryRepository, 'list' | 'listPage' | 'count'>;
  readonly counts: CountCache;
  readonly urls: UrlSigner;
}

/**
 * What of the caller's generations follows a place in the list, newest first. It costs the same
 * everywhere in the list.
 * @param cursor `next` of an earlier answer; empty: the beginning
 * @throws AppError `invalid_input` for a cursor that is none
 */
export async function listHistorySlice(
  { gallery, urls }: Pick<HistoryDeps, 'gallery' | 'urls'>,
  { userId }: Caller,
  filter: GalleryFilter,
  cursor: string,
  pageSize = PAGE_SIZE,
): Promise<HistorySlice> {
  const found = await gallery.list(userId, filter, positionOf(cursor), pageSize + 1);
  return sliceOf(urls, found, pageSize);
}

/** A page of the caller's generations by its number, newest first. Later pages take longer. */
export async function listHistory(
  { gallery, counts, urls }: HistoryDeps,
  caller: Caller,
  filter: GalleryFilter,
  page: number,
  pageSize = PAGE_SIZE,
): Promise<HistoryPage> {
  const { userId } = caller;
  const [found, total] = await Promise.all([
    gallery.listPage(userId, filter, page, pageSize),
    countHistory({ gallery, counts }, caller, filter),
  ]);
  const slice = await sliceOf(urls, found, pageSize);
  const hasMore = page * pageSize < total;
  return { ...slice, page, total, hasMore, next: hasMore ? lastCursor(found) : null };
}

/** How many of the caller's generations a filter lets through. */
export async function countHistory(
  { gallery, counts }: Pick<HistoryDeps, 'counts'> & { gallery: Pick<GalleryRepository, 'count'> },
  { userId }: Caller,
  filter: GalleryFilter,
): Promise<number> {
  const count = (): Promise<number> => gallery.count(userId, filter);
  return isEverything(filter) ? counts.total(userId, count) : count();
}

const isEverything = (filter: GalleryFilter): boolean =>
  Object.values(filter).every((value) => value === undefined || value === '');

const lastCursor = (found: readonly Generation[]): string | null => {
  const last = found.at(-1);
  return last === undefined ? null : cursorOf(last);
};

async function sliceOf(
  urls: UrlSigner,
  found: readonly Generation[],
  pageSize: number,
): Promise<HistorySlice> {
  const shown = found.slice(0, pageSize);
  const hasMore = found.length > pageSize;
  const items = await Promise.all(shown.map((one) => toGalleryItem(urls, one)));
  return { items, pageSize, hasMore, next: hasMore ? lastCursor(shown) : null };
}
