/** What is fetched for the lists of the gallery. What is changed meanwhile survives its arrival. */
import type { Query, QueryClient } from '@tanstack/react-query';

import { fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem, HistorySlice } from '@/lib/domain/gallery-item';

import { apiQuery, readFilter } from './filter/filter-params';
import {
  caughtUp,
  changed,
  listOf,
  withBeginning,
  withMore,
  type GalleryData,
} from './gallery-cache';
import {
  changeLists,
  GALLERY_KEY,
  isListed,
  itemsAfter,
  listQueries,
  noteChanges,
  settleItems,
} from './gallery-lists';

/** Behind it stands the filter as query, as behind `GALLERY_KEY`. */
export const TOTAL_KEY = 'gallery-total';
/** What one call brings: some screens full. */
const SLICE_SIZE = 60;
/** More of them that came back at once are not asked for one by one. */
const ONE_BY_ONE_MAX = 20;

const NOTHING: GalleryData = { pages: [] };

/** @param query of a filter, as in the address */
function fetchSlice(query: string, cursor: string, signal?: AbortSignal): Promise<HistorySlice> {
  const params = new URLSearchParams(apiQuery(readFilter(new URLSearchParams(query))));
  params.set('cursor', cursor);
  params.set('page_size', String(SLICE_SIZE));
  return fetchJson<HistorySlice>(`/api/history?${params.toString()}`, signal && { signal });
}

let readings = 0;
/**
 * The latest reading of each list's beginning that arrived. Answers may overtake each other, and what
 * was read earlier has nothing to say any more.
 */
const arrived = new WeakMap<Query, number>();

/** A whole list anew, as far as it is known; at first its beginning. */
export async function fetchList(
  queries: QueryClient,
  query: string,
  signal: AbortSignal,
): Promise<GalleryData> {
  const list = queries.getQueryCache().find({ queryKey: [GALLERY_KEY, query] });
  const pagesKnown = (): number => (list?.state.data as GalleryData | undefined)?.pages.length ?? 0;
  const reading = (readings += 1);
  const changesSince = noteChanges(queries);
  try {
    const slices: HistorySlice[] = [];
    let cursor: string | null = '';
    do {
      const slice: HistorySlice = await fetchSlice(query, cursor, signal);
      slices.push(slice);
      cursor = slice.next;
    } while (cursor !== null && slices.length < pagesKnown());
    if (list !== undefined) arrived.set(list, reading);
    // It is in the cache before the browser turns to anything else: nothing can come between.
    return changesSince()(listOf(...slices), query);
  } finally {
    changesSince();
  }
}

/** What follows a list's last known slice. Nothing when the list has become another one meanwhile. */
export async function fetchMore(
  queries: QueryClient,
  query: string,
  cursor: string,
): Promise<void> {
  const changesSince = noteChanges(queries);
  try {
    const slice = await fetchSlice(query, cursor);
    const change = changesSince();
    queries.setQueryData<GalleryData>([GALLERY_KEY, query], (data) => {
      if (data === undefined) return data;
      return withMore(
        data,
        cursor,
        caughtUp(data, slice, (some) => change(some, query)),
      );
    });
  } finally {
    changesSince();
  }
}

/**
 * Fetches the beginning of every list anew that is shown, and of the whole gallery; other lists are
 * forgotten and come anew when they are asked for.
 */
export async function renewLists(queries: QueryClient): Promise<void> {
  const renewing = listQueries(queries).map(async (list) => {
    if (list.queryKey[1] !== '' && list.getObserversCount() === 0) {
      queries.removeQueries({ queryKey: list.queryKey, exact: true });
      return;
    }
    // A list that is being fetched may have been read before the news that led here.
    await list.promise?.catch(() => undefined);
    if (list.state.data !== undefined) await renewBeginning(queries, list);
  });
  await Promise.all([...renewing, queries.invalidateQueries({ queryKey: [TOTAL_KEY] })]);
}

async function renewBeginning(queries: QueryClient, list: Query): Promise<void> {
  const query = list.queryKey[1] as string;
  const reading = (readings += 1);
  const changesSince = noteChanges(queries);
  try {
    const slice = await fetchSlice(query, '');
    const change = changesSince();
    if (reading < (arrived.get(list) ?? 0)) return;
    arrived.set(list, reading);
    const beginning = caughtUp(NOTHING, slice, (some) => change(some, query));
    queries.setQueryData<GalleryData>(
      list.queryKey,
      (data) => data && withBeginning(data, beginning),
    );
  } catch {
    await queries.invalidateQueries({ queryKey: list.queryKey, exact: true });
  } finally {
    changesSince();
  }
}

/** Null: it is not there, or nobody answers. */
const fetchItem = (id: string): Promise<GalleryItem | null> =>
  fetchJson<GalleryItem>(`/api/generations/${id}`).catch(() => null);

/** Fetches an item anew: its thumbnails are made, or its signed URLs have expired. */
export async function refreshItem(queries: QueryClient, id: string): Promise<void> {
  const changesSince = noteChanges(queries);
  const item = await fetchItem(id);
  const change = changesSince();
  if (item === null) return;
  const ids = new Set([id]);
  changeLists(queries, (data, query) =>
    changed(data, ids, () => itemsAfter([item], change, query)[0] ?? item),
  );
  queries.setQueryData(['generation', id], item);
}

/** Puts items in their places that came out of the trash, as another window tells. */
export async function fetchRestored(queries: QueryClient, ids: readonly string[]): Promise<void> {
  // This window's own acts have put them there already.
  const missing = ids.filter((id) => isListed(queries, id, true) || !isListed(queries, id, false));
  if (missing.length > ONE_BY_ONE_MAX) {
    await queries.invalidateQueries({ queryKey: [GALLERY_KEY] });
    return;
  }
  const changesSince = noteChanges(queries);
  const items = await Promise.all(missing.map(fetchItem));
  const found = items.filter((item) => item !== null);
  settleItems(queries, found, changesSince());
}
