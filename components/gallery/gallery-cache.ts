/**
 * A list of the gallery as the browser holds it: slices of `GET /api/history`, each behind the one
 * before, changed by live news and by the person's own acts. Slices are cut by cursor, so what comes
 * and goes does not shift them, and they need no sorting: thousands of items are put together often.
 */
import type { InfiniteData } from '@tanstack/react-query';

import type { GalleryItem, HistorySlice } from '@/lib/domain/gallery-item';

export type GalleryData = InfiniteData<HistorySlice, string>;

/** Newest first; within one moment the order of the server, by id. */
export function byAge(a: GalleryItem, b: GalleryItem): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/** Puts slices together; when only new ones came behind, what was put together before is taken on. */
export function createJoiner(): (pages: readonly HistorySlice[]) => readonly GalleryItem[] {
  let known: readonly HistorySlice[] = [];
  let joined: readonly GalleryItem[] = [];
  return (pages) => {
    const isLonger = known.length <= pages.length && known.every((page, at) => page === pages[at]);
    const fresh = isLonger ? pages.slice(known.length) : pages;
    if (!isLonger || fresh.length > 0) {
      const before = isLonger ? joined : [];
      joined = before.concat(...fresh.map(({ items }) => items as GalleryItem[]));
    }
    known = pages;
    return joined;
  };
}

const holds = (page: HistorySlice, ids: ReadonlySet<string>): boolean =>
  page.items.some(({ id }) => ids.has(id));

/** Takes out items. The same data when none of them is there. */
export function without(data: GalleryData, ids: ReadonlySet<string>): GalleryData {
  if (!data.pages.some((page) => holds(page, ids))) return data;
  return mapPages(data, (page) =>
    holds(page, ids) ? { ...page, items: page.items.filter(({ id }) => !ids.has(id)) } : page,
  );
}

/** Changes items where they are. The same data when none of them is there. */
export function changed(
  data: GalleryData,
  ids: ReadonlySet<string>,
  change: (item: GalleryItem) => GalleryItem,
): GalleryData {
  if (!data.pages.some((page) => holds(page, ids))) return data;
  return mapPages(data, (page) => {
    if (!holds(page, ids)) return page;
    return { ...page, items: page.items.map((one) => (ids.has(one.id) ? change(one) : one)) };
  });
}

/**
 * Takes over a beginning that was fetched anew: what it holds is put in its place, what it should hold
 * and does not is gone, what lies behind it stays.
 */
export function withBeginning(data: GalleryData, beginning: HistorySlice): GalleryData {
  const [first] = data.pages;
  const end = beginning.items.at(-1);
  if (first === undefined || !beginning.hasMore || end === undefined) {
    return { pages: [beginning], pageParams: [''] };
  }
  const behind = data.pages.map((page) => {
    const items = page.items.filter((item) => byAge(item, end) > 0);
    return items.length === page.items.length ? page : { ...page, items };
  });
  const [rest = first, ...others] = behind;
  // A gap: so much is new that nothing known lies next to it.
  if (!data.pages.some((page) => page.items.some(({ id }) => id === end.id))) {
    return { pages: [beginning], pageParams: [''] };
  }
  return { ...data, pages: [{ ...rest, items: [...beginning.items, ...rest.items] }, ...others] };
}

function mapPages(data: GalleryData, change: (page: HistorySlice) => HistorySlice): GalleryData {
  return { ...data, pages: data.pages.map(change) };
}
