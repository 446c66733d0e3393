'use client';

import { useEffect, useRef, type RefObject } from 'react';

/** Elements that use these keys themselves. */
const OWN_KEYS = 'input, textarea, select, audio, video, [role="menu"], [contenteditable="true"]';
const DIALOG = '[role="dialog"], [role="alertdialog"]';

/**
 * Listens to keys while the dialog is open, wherever in it the focus is, except in what needs them
 * itself.
 * @param within lies in the dialog whose keys these are
 */
export function useDetailKeys(
  within: RefObject<Element | null>,
  keys: Readonly<Record<string, () => void>>,
): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      const act = latest.current[event.key];
      if (act === undefined || !isMeant(event.target, within.current)) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [within]);
}

/**
 * What is asked in a dialog above ("Delete for ever?") is asked about the item below, which must not
 * change meanwhile: while another dialog is open or has the focus, no key is meant for this one.
 */
function isMeant(target: EventTarget | null, within: Element | null): boolean {
  const own = within?.closest(DIALOG) ?? null;
  if (own === null) return false;
  if (target instanceof Element) {
    if (target.closest(OWN_KEYS) !== null) return false;
    const holder = target.closest(DIALOG);
    if (holder !== null && holder !== own) return false;
  }
  // One that fades out is still in the document, but asks nothing any more.
  return [...document.querySelectorAll<HTMLElement>(DIALOG)].every(
    (dialog) => dialog === own || dialog.dataset['state'] === 'closed',
  );
}
