'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo, useRef } from 'react';

const PARAMETER = 'item';

export interface OpenedItem {
  /** The id in the address, or null when the grid stands alone. */
  readonly id: string | null;
  readonly open: (id: string) => void;
  /** Another item in the same place of the history: back still leads to the grid. */
  readonly replace: (id: string) => void;
  readonly close: () => void;
}

const addressOf = (id: string): string => `/gallery?${PARAMETER}=${encodeURIComponent(id)}`;

/**
 * Which item is opened is kept in the address, so it can be shared, reloaded and left with the back
 * button. The page itself is not asked for again.
 */
export function useOpenedItem(): OpenedItem {
  const id = useSearchParams().get(PARAMETER);
  const openedHere = useRef(false);
  const open = useCallback((next: string) => {
    openedHere.current = true;
    window.history.pushState(null, '', addressOf(next));
  }, []);
  const replace = useCallback((next: string) => {
    window.history.replaceState(null, '', addressOf(next));
  }, []);
  const close = useCallback(() => {
    // Who came by a link has no grid behind to go back to.
    if (openedHere.current) window.history.back();
    else window.history.replaceState(null, '', '/gallery');
    openedHere.current = false;
  }, []);
  return useMemo(() => ({ id, open, replace, close }), [id, open, replace, close]);
}
