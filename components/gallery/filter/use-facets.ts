'use client';

import { useQuery } from '@tanstack/react-query';

import { fetchJson } from '@/components/api/fetch-json';
import type { WorkflowFacet } from '@/lib/domain/gallery-item';

interface Facets {
  readonly tags: readonly string[];
  readonly models: readonly { readonly value: string; readonly count: number }[];
  readonly workflows: readonly WorkflowFacet[];
}

const FRESH_MS = 60_000;
const NONE: Facets = { tags: [], models: [], workflows: [] };

/** What the gallery can be filtered by; asked for only when it is wanted. */
export function useFacets(isWanted: boolean): Facets {
  const { data } = useQuery({
    queryKey: ['facets'],
    queryFn: ({ signal }) => fetchJson<Facets>('/api/history/facets', { signal }),
    enabled: isWanted,
    staleTime: FRESH_MS,
  });
  return data ?? NONE;
}
