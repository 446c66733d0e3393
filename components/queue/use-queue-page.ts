'use client';

import { useQuery } from '@tanstack/react-query';

import { fetchJson } from '@/components/api/fetch-json';
import type { QueuePage } from '@/lib/domain/queue-view';
import { useErrorText } from '@/components/api/use-error-text';

import { QUEUE_KEY } from './use-queue';

/** Waits shrink by themselves. */
const REFRESH_MS = 2_000;
const SHOWN = 50;

/** The queue while it is looked at. The live events of `useQueue` bring it up to date as well. */
export function useQueuePage(): { page: QueuePage | undefined; failure: string | null } {
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: [...QUEUE_KEY, 'runs'],
    queryFn: ({ signal }) => fetchJson<QueuePage>(`/api/queue/runs?limit=${SHOWN}`, { signal }),
    refetchInterval: REFRESH_MS,
  });
  return { page: data, failure: error === null ? null : errorText(error) };
}
