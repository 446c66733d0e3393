'use client';

import { useEffect, useState } from 'react';

import { STUDIO_BASE } from './manifest';

/** A way that has not led anywhere by then was given up. */
const GIVEN_UP_AFTER_MS = 3_000;

const isPlain = (event: MouseEvent): boolean =>
  event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

/**
 * Whether the studio's link was followed and its page is on the way. An editor that is there already
 * need not wait for that: it shows with the click.
 * @param path where the document is now; the way ends when it changes
 */
export function useComing(enabled: boolean, path: string): boolean {
  const [from, setFrom] = useState<string | null>(null);

  useEffect(() => {
    if (!enabled) return;
    let timer: number | undefined;
    const onClick = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      // A link with a query brings a graph along, which is read from the address.
      if (link?.getAttribute('href') !== STUDIO_BASE || !isPlain(event)) return;
      setFrom(path);
      window.clearTimeout(timer);
      timer = window.setTimeout(() => setFrom(null), GIVEN_UP_AFTER_MS);
    };
    document.addEventListener('click', onClick);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener('click', onClick);
    };
  }, [enabled, path]);

  return enabled && from === path;
}
