'use client';

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem, HistorySlice } from '@/lib/domain/gallery-item';

import { apiQuery, filterQuery, type Filter } from './filter/filter-params';
import { createJoiner } from './gallery-cache';
import { fetchSlice, GALLERY_KEY, TOTAL_KEY } from './gallery-queries';

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
  readonly failed: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** The caller's gallery through a filter, slice by slice. */
export function useGallery(filter: Filter, first: FirstSlice | null): Gallery {
  const query = filterQuery(filter);
  const drawn = first?.query === query ? first : null;
  const list = useInfiniteQuery({
    queryKey: [GALLERY_KEY, query],
    queryFn: ({ pageParam, signal }) => fetchSlice(query, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    ...(drawn !== null && {
      initialData: { pages: [drawn.slice], pageParams: [''] },
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
  const { data, hasNextPage, isFetching, isFetchingNextPage, isError, fetchNextPage } = list;
  return {
    items: join(data?.pages ?? []),
    total: total.data?.total ?? null,
    hasMore: hasNextPage,
    isChanging: list.isPlaceholderData,
    isLoading: list.isPending,
    loadingMore: isFetchingNextPage,
    failed: isError && !isFetching,
    loadMore: () => void (isFetching || fetchNextPage()),
    retry: () => void (data === undefined ? list.refetch() : fetchNextPage()),
  };
}
