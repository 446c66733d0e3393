'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem, HistoryPage } from '@/components/api/types';

import { itemsOf, nextPage } from './gallery-cache';

export const GALLERY_KEY = ['gallery'];

/** Signed URLs live for hours; a gallery left open is fetched anew well before. */
const STALE_MS = 3_600_000;

export function fetchHistory(page: number, signal?: AbortSignal): Promise<HistoryPage> {
  return fetchJson<HistoryPage>(`/api/history?page=${page}`, signal && { signal });
}

export interface Gallery {
  readonly items: readonly GalleryItem[];
  readonly total: number;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly failed: boolean;
  readonly loadMore: () => void;
}

/**
 * The caller's gallery, page by page.
 * @param first the first page as it came with the document
 * @param drawnAt when that was, in milliseconds
 */
export function useGallery(first: HistoryPage, drawnAt: number): Gallery {
  const query = useInfiniteQuery({
    queryKey: GALLERY_KEY,
    queryFn: ({ pageParam, signal }) => fetchHistory(pageParam, signal),
    initialPageParam: 1,
    getNextPageParam: nextPage,
    initialData: { pages: [first], pageParams: [1] },
    initialDataUpdatedAt: drawnAt,
    staleTime: STALE_MS,
    // Live news keep it current while other pages are open, so it need not be forgotten.
    gcTime: Infinity,
  });
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const items = useMemo(() => itemsOf(data.pages), [data]);
  return {
    items,
    total: data.pages[0]?.total ?? items.length,
    hasMore: hasNextPage,
    loadingMore: isFetchingNextPage,
    failed: isFetchNextPageError,
    loadMore: () => void (isFetchingNextPage || fetchNextPage()),
  };
}
