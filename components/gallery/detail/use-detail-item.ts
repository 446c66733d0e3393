'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem } from '@/lib/domain/gallery-item';

import { troubleOf, type Trouble } from './item-trouble';

interface DetailItem {
  /** What to show; while the dialog closes still the last one. */
  readonly item: GalleryItem | null;
  /** Why there is nothing to show. Null also while it is on its way. */
  readonly trouble: Trouble | null;
  readonly retry: () => void;
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
  });
  const current = id === null ? null : (known ?? query.data ?? null);
  const [last, setLast] = useState<GalleryItem | null>(null);
  if (current !== null && current !== last) setLast(current);

  const retry = (): void => void query.refetch();
  if (id === null) return { item: last, trouble: null, retry };
  if (current !== null) return { item: current, trouble: null, retry };
  return { item: null, trouble: query.isError ? troubleOf(query.error) : null, retry };
}
