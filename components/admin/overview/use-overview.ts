'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { fetchJson } from '@/components/api/fetch-json';
import type { Overview } from '@/components/api/types';
import { useLiveEvent, useLiveTopic } from '@/components/live/live-provider';

const KEY = ['admin', 'overview'];
/** While the live connection cannot be had. */
const POLL_MS = 3_000;

/** What the console shows first, told live by the server. */
export function useOverview(drawn: Overview, drawnAt: number): Overview {
  const queries = useQueryClient();
  const [isLive, setLive] = useState(false);
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => fetchJson<Overview>('/api/admin/overview', { signal }),
    initialData: drawn,
    initialDataUpdatedAt: drawnAt,
    refetchInterval: isLive ? false : POLL_MS,
  });
  useLiveTopic('overview');
  useLiveEvent('overview', (overview) => {
    setLive(true);
    queries.setQueryData(KEY, overview);
  });
  useLiveEvent('disconnected', () => setLive(false));
  return data;
}
