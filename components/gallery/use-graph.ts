'use client';

import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import { fetchJson } from '@/components/api/fetch-json';

/** ComfyUI's API-format graph, as `GET /api/generations/{id}/graph` gives it under `prompt`. */
export type ItemGraph = Readonly<
  Record<
    string,
    {
      readonly class_type: string;
      readonly inputs: Readonly<Record<string, unknown>>;
      readonly _meta?: { readonly title?: string };
    }
  >
>;

/** The graph that made a result; it never changes. @param id null: none is wanted */
export function useGraph(id: string | null): UseQueryResult<ItemGraph> {
  return useQuery({
    queryKey: ['graph', id],
    queryFn: async ({ signal }) => {
      const path = `/api/generations/${encodeURIComponent(id ?? '')}/graph`;
      return (await fetchJson<{ prompt: ItemGraph }>(path, { signal })).prompt;
    },
    enabled: id !== null,
    staleTime: Infinity,
    retry: 1,
  });
}

/** An input's value for people; null for a link to another node. */
export function inputText(value: unknown): string | null {
  if (Array.isArray(value) && value.length === 2 && typeof value[1] === 'number') return null;
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}
