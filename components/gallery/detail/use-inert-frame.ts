'use client';

import { useEffect } from 'react';

/**
 * Takes the page's frame out of reach while something lies over all of it. A modal dialog would take
 * the notices out of reach as well, and with them "Undo".
 */
export function useInertFrame(covered: boolean): void {
  useEffect(() => {
    const frame = document.querySelector<HTMLElement>('[data-frame]');
    if (!covered || frame === null) return;
    frame.inert = true;
    return () => {
      frame.inert = false;
    };
  }, [covered]);
}
