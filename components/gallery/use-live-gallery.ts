'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

import { useLiveEvent } from '@/components/live/live-provider';
import { throttle } from '@/components/shell/throttle';

import { GALLERY_KEY, isListed, refreshItem, removeFromLists, renewLists } from './gallery-queries';

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
        const isKept = queries.getQueryCache().findAll({ queryKey: [GALLERY_KEY] }).length > 0;
        if (isKept) void renewLists(queries);
      }, GATHER_MS),
    [queries],
  );
  const takeOut = useMemo(() => {
    const deleted = new Set<string>();
    const act = throttle(() => {
      removeFromLists(queries, deleted);
      deleted.clear();
    }, GATHER_MS / 10);
    const add = (id: string): void => {
      deleted.add(id);
      act();
    };
    return { add, cancel: act.cancel };
  }, [queries]);
  useEffect(
    () => () => {
      renew.cancel();
      takeOut.cancel();
    },
    [renew, takeOut],
  );

  useLiveEvent('generation', ({ change, generationId }) => {
    if (change === 'deleted') {
      takeOut.add(generationId);
      renew();
    } else if (change === 'updated' && isListed(queries, generationId)) {
      void refreshItem(queries, generationId);
    } else renew();
  });
  useLiveEvent('connected', renew);
}
