/** Where the lists of the gallery lie in the browser's cache, and how all of them are changed. */
import type { QueryClient } from '@tanstack/react-query';

import { fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem, HistorySlice } from '@/lib/domain/gallery-item';

import { apiQuery, readFilter } from './filter/filter-params';
import { changed, withBeginning, without, type GalleryData } from './gallery-cache';

/** Behind it stands the filter as query: `filterQuery`. */
export const GALLERY_KEY = 'gallery';
export const TOTAL_KEY = 'gallery-total';
/** What one call brings: some screens full. */
const SLICE_SIZE = 60;

/** @param query of a filter, as in the address */
export function fetchSlice(
  query: string,
  cursor: string,
  signal?: AbortSignal,
): Promise<HistorySlice> {
  const params = new URLSearchParams(apiQuery(readFilter(new URLSearchParams(query))));
  params.set('cursor', cursor);
  params.set('page_size', String(SLICE_SIZE));
  return fetchJson<HistorySlice>(`/api/history?${params.toString()}`, signal && { signal });
}

const lists = (queries: QueryClient) =>
  queries.getQueryCache().findAll({ queryKey: [GALLERY_KEY] });

export function changeLists(queries: QueryClient, act: (data: GalleryData) => GalleryData): void {
  for (const { queryKey } of lists(queries)) {
    queries.setQueryData<GalleryData>(queryKey, (data) => data && act(data));
  }
}

export const removeFromLists = (queries: QueryClient, ids: ReadonlySet<string>): void =>
  changeLists(queries, (data) => without(data, ids));

export const changeInLists = (
  queries: QueryClient,
  ids: ReadonlySet<string>,
  change: (item: GalleryItem) => GalleryItem,
): void => changeLists(queries, (data) => changed(data, ids, change));

export const isListed = (queries: QueryClient, id: string): boolean =>
  lists(queries).some((query) =>
    (query.state.data as GalleryData | undefined)?.pages.some((page) =>
      page.items.some((item) => item.id === id),
    ),
  );

/**
 * Fetches the beginning of every list anew that is shown, and of the whole gallery; other lists are
 * forgotten and come anew when they are asked for.
 */
export async function renewLists(queries: QueryClient): Promise<void> {
  const renewing = lists(queries).map(async (query) => {
    const text = query.queryKey[1] as string;
    if (text !== '' && query.getObserversCount() === 0) {
      queries.removeQueries({ queryKey: query.queryKey, exact: true });
      return;
    }
    if (query.state.data === undefined) return;
    try {
      const beginning = await fetchSlice(text, '');
      queries.setQueryData<GalleryData>(
        query.queryKey,
        (data) => data && withBeginning(data, beginning),
      );
    } catch {
      await queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }
  });
  await Promise.all([...renewing, queries.invalidateQueries({ queryKey: [TOTAL_KEY] })]);
}

/** Fetches an item anew: its thumbnails are made, or its signed URLs have expired. */
export async function refreshItem(queries: QueryClient, id: string): Promise<void> {
  const item = await fetchJson<GalleryItem>(`/api/generations/${id}`).catch(() => null);
  if (item === null) return;
  changeInLists(queries, new Set([id]), () => item);
  queries.setQueryData(['generation', id], item);
}
