'use client';

import { useEffect, useRef } from 'react';

/** Elements that use these keys themselves. */
const OWN_KEYS = 'input, textarea, select, audio, video, [role="menu"], [contenteditable="true"]';

/** Listens to keys while the dialog is open, except in what needs them itself. */
export function useDetailKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest(OWN_KEYS) !== null) return;
      const act = latest.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
