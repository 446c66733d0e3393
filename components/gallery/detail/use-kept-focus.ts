'use client';

import { useEffect, type RefObject } from 'react';

/**
 * Buttons go away with the item they were for. When the focus was on one of them it falls to the page,
 * where Tab starts from the top; the dialog takes it up.
 * @param within lies in the dialog
 */
export function useKeptFocus(within: RefObject<Element | null>, itemId: string): void {
  useEffect(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    within.current?.closest<HTMLElement>('[role="dialog"]')?.focus();
  }, [within, itemId]);
}
