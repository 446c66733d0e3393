'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';

import { refreshItem } from './gallery-queries';

/**
 * When a file does not load, its signed URL may have expired: the item is asked for once more. A
 * file that does not load by the new URL either is broken.
 * @param url the URL that was tried
 */
export function useReloadOnce(
  id: string,
  url: string,
): { readonly broken: boolean; readonly onError: () => void } {
  const queries = useQueryClient();
  const tried = useRef(false);
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const onError = useCallback(() => {
    if (tried.current) {
      setBrokenUrl(url);
      return;
    }
    tried.current = true;
    // URLs stay the same for an hour, so that one that is still good comes back unchanged.
    void refreshItem(queries, id).then(() => setBrokenUrl(url));
  }, [queries, id, url]);
  return { broken: brokenUrl === url, onError };
}
