/**
 * The gallery as the browser holds it: pages of `GET /api/history`, changed by live news and by the
 * person's own acts. Pages are cut by position, so what comes and goes shifts them; items are told
 * apart by id, and the next page is chosen by how many are known.
 */
import type { InfiniteData } from '@tanstack/react-query';

import type { GalleryItem, HistoryPage } from '@/components/api/types';

export type GalleryData = InfiniteData<HistoryPage, number>;

/** Newest first; within one moment the order of the server, by id. */
function byAge(a: GalleryItem, b: GalleryItem): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/** All known items once each, newest first. */
export function itemsOf(pages: readonly HistoryPage[]): GalleryItem[] {
  const byId = new Map<string, GalleryItem>();
  for (const page of pages) {
    // The page fetched last knows best: its URLs and thumbnails are the newest.
    for (const item of page.items) byId.set(item.id, item);
  }
  return [...byId.values()].sort(byAge);
}

/**
 * The page to ask for next: the one that holds the item after the last one known. After deletions it
 * is the last page again, which has new items at its end now.
 */
export function nextPage(last: HistoryPage, pages: readonly HistoryPage[]): number | undefined {
  if (!last.hasMore) return undefined;
  return Math.floor(itemsOf(pages).length / last.pageSize) + 1;
}

/** Takes out an item. The same data when it is not there. */
export function without(data: GalleryData, id: string): GalleryData {
  if (!data.pages.some((page) => page.items.some((item) => item.id === id))) return data;
  return mapPages(data, -1, (items) => items.filter((item) => item.id !== id));
}

/** Puts in an item, or puts it in the place of what was known of it. */
export function withItem(data: GalleryData, item: GalleryItem): GalleryData {
  const known = data.pages.some((page) => page.items.some(({ id }) => id === item.id));
  if (known) {
    return mapPages(data, 0, (items) => items.map((one) => (one.id === item.id ? item : one)));
  }
  return mapPages(data, 1, (items, index) => (index === 0 ? [item, ...items] : items));
}

/** Takes over a first page that was fetched anew, keeping what is known beyond it. */
export function withFirstPage(data: GalleryData, first: HistoryPage): GalleryData {
  const [oldFirst, ...rest] = data.pages;
  if (oldFirst === undefined) return { pages: [first], pageParams: [1] };
  // What the new first page pushed out of itself stays known through the old one.
  const kept = oldFirst.items.filter(({ id }) => !first.items.some((item) => item.id === id));
  const oldest = first.items.at(-1);
  const older = first.hasMore && oldest ? kept.filter((item) => byAge(item, oldest) > 0) : [];
  const merged = { ...first, items: [...first.items, ...older] };
  const total = first.total;
  return { ...data, pages: [merged, ...rest.map((page) => ({ ...page, total }))] };
}

function mapPages(
  data: GalleryData,
  added: number,
  change: (items: readonly GalleryItem[], index: number) => readonly GalleryItem[],
): GalleryData {
  const pages = data.pages.map((page, index) => ({
    ...page,
    total: page.total + added,
    items: change(page.items, index),
  }));
  return { ...data, pages };
}
