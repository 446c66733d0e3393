'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';

import { fetchJson } from '@/components/api/fetch-json';
import type { QueueCounts } from '@/lib/domain/queue-view';
import { useLiveEvent } from '@/components/live/live-provider';

import { throttle, type Throttled } from '@/components/shell/throttle';

export const QUEUE_KEY = ['queue'];
/** A batch of a hundred moves many times a second; the numbers need not. */
const REFRESH_MS = 400;
/** The server's answers may be half a second old: the last move is asked for once more. */
const SETTLED_MS = 700;
/** Catches up where the live connection cannot be had. */
const POLL_WHILE_CUT_MS = 5_000;

/** The caller's queue, kept current by live events. Counts are undefined until first known. */
export function useQueue(): { counts: QueueCounts | undefined; connected: boolean } {
  const queries = useQueryClient();
  const [connected, setConnected] = useState(true);
  const { data } = useQuery({
    queryKey: [...QUEUE_KEY, 'counts'],
    queryFn: ({ signal }) => fetchJson<QueueCounts>('/api/queue', { signal }),
    refetchInterval: connected ? false : POLL_WHILE_CUT_MS,
  });
  const refresh = useMemo(
    () => refreshTwice(() => void queries.invalidateQueries({ queryKey: QUEUE_KEY })),
    [queries],
  );
  useEffect(() => refresh.cancel, [refresh]);
  useLiveEvent('run-state', refresh);
  useLiveEvent('run-end', refresh);
  useLiveEvent('connected', () => {
    setConnected(true);
    refresh();
  });
  useLiveEvent('disconnected', () => setConnected(false));
  return { counts: data, connected };
}

/** At most so often while things move, and once more when they have come to rest. */
function refreshTwice(act: () => void): Throttled {
  const now = throttle(act, REFRESH_MS);
  let last: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    now();
    clearTimeout(last);
    last = setTimeout(act, SETTLED_MS);
  };
  return Object.assign(refresh, {
    cancel() {
      now.cancel();
      clearTimeout(last);
    },
  });
}
