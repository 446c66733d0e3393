'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { ApiError, fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem } from '@/lib/domain/gallery-item';

interface DetailItem {
  /** What to show; while the dialog closes still the last one. */
  readonly item: GalleryItem | null;
  readonly state: 'closed' | 'loading' | 'ready' | 'gone';
}

/**
 * The item that the address names: from the grid, or from the server when the grid has not come that
 * far down yet.
 */
export function useDetailItem(id: string | null, items: readonly GalleryItem[]): DetailItem {
  const known = items.find((item) => item.id === id) ?? null;
  const query = useQuery({
    queryKey: ['generation', id],
    queryFn: ({ signal }) =>
      fetchJson<GalleryItem>(`/api/generations/${encodeURIComponent(id ?? '')}`, { signal }),
    enabled: id !== null && known === null,
    retry: (failures, error) =>
      failures < 2 && !(error instanceof ApiError && error.status === 404),
  });
  const current = id === null ? null : (known ?? query.data ?? null);
  const [last, setLast] = useState<GalleryItem | null>(null);
  if (current !== null && current !== last) setLast(current);

  if (id === null) return { item: last, state: 'closed' };
  if (current !== null) return { item: current, state: 'ready' };
  return { item: null, state: query.isError ? 'gone' : 'loading' };
}
