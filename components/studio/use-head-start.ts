'use client';

import { useEffect } from 'react';

import { prefetchEditor, STUDIO_BASE } from './manifest';

/** How near the pointer has to come, in CSS pixels. */
const NEAR_PX = 96;

function distance(event: PointerEvent, { left, right, top, bottom }: DOMRect): number {
  const x = Math.max(left - event.clientX, 0, event.clientX - right);
  const y = Math.max(top - event.clientY, 0, event.clientY - bottom);
  return Math.hypot(x, y);
}

const studioLinks = (): NodeListOf<HTMLAnchorElement> =>
  document.querySelectorAll<HTMLAnchorElement>(`a[href^="${STUDIO_BASE}"]`);

/**
 * Starts to load the editor when the pointer nears a link to the studio, or the link gets the focus
 * or a touch: between that and the click lies a good part of a second. Once per visit.
 */
export function useHeadStart(enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return;
    const gone = new AbortController();
    const start = (): void => {
      gone.abort();
      // The studio itself tells what went wrong, when it is opened.
      prefetchEditor(STUDIO_BASE).catch(() => undefined);
    };
    const onMove = (event: PointerEvent): void => {
      const isNear = [...studioLinks()].some(
        (link) => distance(event, link.getBoundingClientRect()) < NEAR_PX,
      );
      if (isNear) start();
    };
    const onTarget = ({ target }: Event): void => {
      if (target instanceof Element && target.closest(`a[href^="${STUDIO_BASE}"]`)) start();
    };
    const options = { passive: true, signal: gone.signal };
    document.addEventListener('pointermove', onMove, options);
    document.addEventListener('pointerdown', onTarget, options);
    document.addEventListener('focusin', onTarget, options);
    return () => gone.abort();
  }, [enabled]);
}
