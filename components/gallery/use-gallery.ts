'use client';

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fetchJson } from '@/components/api/fetch-json';
import { useLiveEvent } from '@/components/live/live-provider';
import type { GalleryItem, HistorySlice } from '@/lib/domain/gallery-item';

import { apiQuery, filterQuery, type Filter } from './filter/filter-params';
import { createJoiner, listOf } from './gallery-cache';
import { GALLERY_KEY } from './gallery-lists';
import { fetchList, TOTAL_KEY } from './gallery-queries';
import { useMore } from './use-more';

/** Signed URLs live for hours; a gallery left open is fetched anew well before. */
const STALE_MS = 3_600_000;
const FORGOTTEN_AFTER_MS = 5 * 60_000;

/** The list's beginning as it came with the document. */
export interface FirstSlice {
  /** The filter it was made with, as query. */
  readonly query: string;
  readonly slice: HistorySlice;
  /** Null: it was not counted yet. */
  readonly total: number | null;
  /** When, in milliseconds. */
  readonly drawnAt: number;
}

export interface Gallery {
  readonly items: readonly GalleryItem[];
  /** Null while it is counted. */
  readonly total: number | null;
  readonly hasMore: boolean;
  /** The list of this filter has not come yet; what is shown is the one before. */
  readonly isChanging: boolean;
  readonly isLoading: boolean;
  readonly loadingMore: boolean;
  /** The list, or what follows, did not come. Stays true while it is tried again. */
  readonly failed: boolean;
  /** Does nothing after a failure: then only `retry` asks again. */
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** The caller's gallery through a filter, slice by slice. */
export function useGallery(filter: Filter, first: FirstSlice | null): Gallery {
  const query = filterQuery(filter);
  const drawn = first?.query === query ? first : null;
  const queries = useQueryClient();
  const list = useQuery({
    queryKey: [GALLERY_KEY, query],
    queryFn: ({ signal }) => fetchList(queries, query, signal),
    ...(drawn !== null && {
      initialData: () => listOf(drawn.slice),
      initialDataUpdatedAt: drawn.drawnAt,
    }),
    placeholderData: keepPreviousData,
    staleTime: STALE_MS,
    // Live news keep the whole gallery current while other pages are open, so it is not forgotten.
    gcTime: query === '' ? Infinity : FORGOTTEN_AFTER_MS,
  });
  const total = useQuery({
    queryKey: [TOTAL_KEY, query],
    queryFn: ({ signal }) =>
      fetchJson<{ total: number }>(`/api/history/total?${apiQuery(filter)}`, { signal }),
    ...(drawn !== null &&
      drawn.total !== null && {
        initialData: { total: drawn.total },
        initialDataUpdatedAt: drawn.drawnAt,
      }),
    staleTime: STALE_MS,
  });
  const [join] = useState(createJoiner);
  const { data, isFetching, isPlaceholderData: isChanging, refetch } = list;
  const next = data?.pages.at(-1)?.next ?? null;
  const more = useMore({ query, cursor: isChanging ? null : next }, isFetching);
  const hasList = data !== undefined && !isChanging;
  const failed = hasList ? more.failed : list.errorUpdateCount > 0;
  const retry = (): void => {
    if (hasList) more.retry();
    else void refetch();
  };
  useLiveEvent('connected', () => {
    if (failed) retry();
  });
  return {
    items: join(data?.pages ?? []),
    total: total.data?.total ?? null,
    hasMore: next !== null,
    isChanging,
    isLoading: list.isPending && !failed,
    loadingMore: hasList ? more.isLoading : failed && isFetching,
    failed,
    loadMore: more.load,
    retry,
  };
}
