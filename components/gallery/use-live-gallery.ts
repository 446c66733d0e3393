'use client';

import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem } from '@/components/api/types';
import { useLiveEvent } from '@/components/live/live-provider';
import { throttle } from '@/components/shell/throttle';

import { withFirstPage, withItem, without, type GalleryData } from './gallery-cache';
import { fetchHistory, GALLERY_KEY } from './use-gallery';

/** A batch saves many files a second; they are fetched together. */
const GATHER_MS = 500;

function change(queries: QueryClient, act: (data: GalleryData) => GalleryData): void {
  queries.setQueryData<GalleryData>(GALLERY_KEY, (data) => data && act(data));
}

const holds = (queries: QueryClient, id: string): boolean =>
  queries
    .getQueryData<GalleryData>(GALLERY_KEY)
    ?.pages.some((page) => page.items.some((item) => item.id === id)) ?? false;

/**
 * Keeps the gallery's cache current. It runs in the frame of all pages, so that the gallery is
 * current too when one comes back to it from the studio.
 */
export function useLiveGallery(): void {
  const queries = useQueryClient();
  const fetchNewest = useMemo(
    () =>
      throttle(() => {
        if (queries.getQueryData(GALLERY_KEY) === undefined) return;
        void fetchHistory(1)
          .then((first) => change(queries, (data) => withFirstPage(data, first)))
          .catch(() => queries.invalidateQueries({ queryKey: GALLERY_KEY }));
      }, GATHER_MS),
    [queries],
  );
  useEffect(() => fetchNewest.cancel, [fetchNewest]);

  useLiveEvent('generation', ({ change: kind, generationId }) => {
    if (kind === 'deleted') change(queries, (data) => without(data, generationId));
    else if (kind === 'restored') void refreshItem(queries, generationId);
    // Of previews, which are not in the gallery, there is news as well: the list decides. Thumbnails
    // may also be done while the list with their picture is still on its way.
    else if (kind === 'created' || !holds(queries, generationId)) fetchNewest();
    else void refreshItem(queries, generationId);
  });
  useLiveEvent('connected', fetchNewest);
}

/** Fetches an item anew: its thumbnails are made, or its signed URLs have expired. */
export async function refreshItem(queries: QueryClient, id: string): Promise<void> {
  const item = await fetchJson<GalleryItem>(`/api/generations/${id}`).catch(() => null);
  if (item !== null) change(queries, (data) => withItem(data, item));
}
