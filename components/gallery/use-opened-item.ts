'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo, useRef } from 'react';

import { addressWith } from './use-gallery-address';

const PARAMETER = 'item';

export interface OpenedItem {
  /** The id in the address, or null when the grid stands alone. */
  readonly id: string | null;
  readonly open: (id: string) => void;
  /** Another item in the same place of the history: back still leads to the grid. */
  readonly replace: (id: string) => void;
  readonly close: () => void;
}

/**
 * Which item is opened is kept in the address beside the filter, so it can be shared, reloaded and
 * left with the back button. The page itself is not asked for again.
 */
export function useOpenedItem(): OpenedItem {
  return useOpened(PARAMETER);
}

/** The same for what is compared: two ids with a dot between them. */
export function useOpenedComparison(): OpenedItem {
  return useOpened('compare');
}

function useOpened(parameter: string): OpenedItem {
  const id = useSearchParams().get(parameter);
  const openedHere = useRef(false);
  const open = useCallback(
    (next: string) => {
      openedHere.current = true;
      window.history.pushState(null, '', addressWith(parameter, next));
    },
    [parameter],
  );
  const replace = useCallback(
    (next: string) => window.history.replaceState(null, '', addressWith(parameter, next)),
    [parameter],
  );
  const close = useCallback(() => {
    // Who came by a link has no grid behind to go back to.
    if (openedHere.current) window.history.back();
    else window.history.replaceState(null, '', addressWith(parameter, null));
    openedHere.current = false;
  }, [parameter]);
  return useMemo(() => ({ id, open, replace, close }), [id, open, replace, close]);
}
