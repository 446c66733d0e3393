'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { useLiveEvent } from '@/components/live/live-provider';
import { throttle } from '@/components/shell/throttle';

import { isListed, listQueries, removeFromLists } from './gallery-lists';
import { fetchRestored, refreshItem, renewLists } from './gallery-queries';

/** A batch saves many files a second; they are fetched together. */
const GATHER_MS = 500;

/**
 * Keeps the gallery's cache current. It runs in the frame of all pages, so that the gallery is
 * current too when one comes back to it from the studio.
 */
export function useLiveGallery(): void {
  const queries = useQueryClient();
  const renew = useMemo(
    () =>
      throttle(() => {
        if (listQueries(queries).length > 0) void renewLists(queries);
      }, GATHER_MS),
    [queries],
  );
  const takeOut = useMemo(
    () => gathered((ids) => removeFromLists(queries, new Set(ids)), GATHER_MS / 10),
    [queries],
  );
  const bringBack = useMemo(
    () =>
      gathered((ids) => {
        if (listQueries(queries).length > 0) void fetchRestored(queries, ids);
      }, GATHER_MS),
    [queries],
  );
  useEffect(
    () => () => {
      renew.cancel();
      takeOut.cancel();
      bringBack.cancel();
    },
    [renew, takeOut, bringBack],
  );

  useLiveEvent('generation', ({ change, generationId }) => {
    if (change === 'deleted') {
      bringBack.drop(generationId);
      takeOut.add(generationId);
      renew();
    } else if (change === 'restored') {
      takeOut.drop(generationId);
      bringBack.add(generationId);
      renew();
    } else if (change === 'updated' && isListed(queries, generationId)) {
      void refreshItem(queries, generationId);
    } else renew();
  });
  useLiveEvent('connected', renew);
}

/** An act on all ids that come within an interval. */
function gathered(act: (ids: readonly string[]) => void, intervalMs: number) {
  let waiting = new Set<string>();
  const throttled = throttle(() => {
    const ids = [...waiting];
    waiting = new Set();
    act(ids);
  }, intervalMs);
  const add = (id: string): void => {
    waiting.add(id);
    throttled();
  };
  /** For news that are overtaken by others. */
  const drop = (id: string): void => void waiting.delete(id);
  return { add, drop, cancel: throttled.cancel };
}
