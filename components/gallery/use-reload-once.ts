'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useLayoutEffect, useRef, useState } from 'react';

import { useLiveEvent } from '@/components/live/live-provider';

import { createFileRetry, type FileRetry } from './file-retry';
import { refreshItem } from './gallery-queries';

/**
 * When a file does not load, its signed URL may have expired: the item is asked for once more. A
 * file that does not load by the same URL either is broken for now, and is tried again after pauses
 * that grow, or as soon as the live connection is back.
 * @param url the URL that was tried
 */
export function useReloadOnce(
  id: string,
  url: string,
): { readonly broken: boolean; readonly onError: () => void } {
  const queries = useQueryClient();
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const retry = useRef<FileRetry | null>(null);
  // Before the browser can report that the file of this URL failed.
  useLayoutEffect(() => {
    const started = createFileRetry({
      refresh: () => refreshItem(queries, id),
      setBroken: (broken) => setBrokenUrl(broken ? url : null),
    });
    retry.current = started;
    return () => started.stop();
  }, [queries, id, url]);
  useLiveEvent('connected', () => retry.current?.hurry());
  const onError = useCallback(() => retry.current?.failed(), []);
  return { broken: brokenUrl === url, onError };
}
