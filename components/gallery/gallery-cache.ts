/**
 * A list of the gallery as the browser holds it: slices of `GET /api/history`, each behind the one
 * before, changed by live news and by the person's own acts. Slices are cut by cursor, so what comes
 * and goes does not shift them, and they need no sorting: thousands of items are put together often.
 */
import type { GalleryItem, HistorySlice } from '@/lib/domain/gallery-item';

/** A place in the order of a list. */
type Place = Pick<GalleryItem, 'createdAt' | 'id'>;

export interface KnownSlice extends HistorySlice {
  /**
   * The last place that the slice is about, whether something stands there still or not; null: the
   * end of the list. So each place belongs to one slice, or is not known yet.
   */
  readonly end: Place | null;
}

export interface GalleryData {
  readonly pages: readonly KnownSlice[];
}

/** Newest first; within one moment the order of the server, by id. */
export function byAge(a: Place, b: Place): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  if (a.id === b.id) return 0;
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

/** A slice as it came. */
function asKnown(slice: HistorySlice): KnownSlice {
  const last = slice.items.at(-1);
  const isEnd = slice.next === null || last === undefined;
  return { ...slice, end: isEnd ? null : { createdAt: last.createdAt, id: last.id } };
}

/** A list of which this much is known. */
export const listOf = (...slices: readonly HistorySlice[]): GalleryData => ({
  pages: slices.map(asKnown),
});

const holds = (page: HistorySlice, ids: ReadonlySet<string>): boolean =>
  page.items.some(({ id }) => ids.has(id));

export const itemsIn = (data: GalleryData, ids: ReadonlySet<string>): GalleryItem[] =>
  data.pages.flatMap((page) => page.items.filter(({ id }) => ids.has(id)));

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
 * Puts items in their places by age, or in place of what is known of them. Those behind what is known
 * of the list are left out: they come with their slice.
 */
export function withItems(data: GalleryData, items: readonly GalleryItem[]): GalleryData {
  const given = new Map(items.map((item) => [item.id, item]));
  const known = new Set(itemsIn(data, new Set(given.keys())).map(({ id }) => id));
  const replaced = changed(data, known, (item) => given.get(item.id) ?? item);
  const coming = new Map<KnownSlice, GalleryItem[]>();
  for (const item of given.values()) {
    const page = known.has(item.id)
      ? undefined
      : replaced.pages.find(({ end }) => end === null || byAge(item, end) <= 0);
    if (page !== undefined) coming.set(page, [...(coming.get(page) ?? []), item]);
  }
  if (coming.size === 0) return replaced;
  return mapPages(replaced, (page) => {
    const more = coming.get(page);
    return more === undefined ? page : { ...page, items: [...page.items, ...more].sort(byAge) };
  });
}

/** Puts a slice behind the last one, when it goes on where that one ends now. */
export function withMore(data: GalleryData, cursor: string, slice: KnownSlice): GalleryData {
  return data.pages.at(-1)?.next === cursor ? { pages: [...data.pages, slice] } : data;
}

/**
 * A slice that was on its way behind the known ones, after a change that was made to the list
 * meanwhile.
 */
export function caughtUp(
  data: GalleryData,
  slice: HistorySlice,
  change: (data: GalleryData) => GalleryData,
): KnownSlice {
  const arrived = asKnown(slice);
  // The ones before stand in without their items, for they say which places are not the slice's.
  const before = data.pages.map((page) => ({ ...page, items: [] }));
  return change({ pages: [...before, arrived] }).pages.at(-1) ?? arrived;
}

/**
 * Takes over a beginning that was fetched anew: what it holds is put in its place, what it should hold
 * and does not is gone, what lies behind it stays.
 */
export function withBeginning(data: GalleryData, beginning: KnownSlice): GalleryData {
  const { end } = beginning;
  const newest = data.pages.find(({ items }) => items.length > 0)?.items[0];
  const known = data.pages.at(-1);
  const isAll = end === null || known === undefined;
  // A gap: so much is new that nothing known lies next to it.
  if (isAll || newest === undefined || byAge(newest, end) > 0) return { pages: [beginning] };
  if (known.end !== null && byAge(known.end, end) <= 0) return { pages: [beginning] };
  const [rest = known, ...others] = data.pages.map((page) => {
    const items = page.items.filter((item) => byAge(item, end) > 0);
    return items.length === page.items.length ? page : { ...page, items };
  });
  const reachesFurther = rest.end === null || byAge(rest.end, end) > 0;
  const first: KnownSlice = {
    ...rest,
    items: [...beginning.items, ...rest.items],
    end: reachesFurther ? rest.end : end,
  };
  return { pages: [first, ...others] };
}

function mapPages(data: GalleryData, change: (page: KnownSlice) => KnownSlice): GalleryData {
  return { pages: data.pages.map(change) };
}
