'use client';

import { useCallback, useSyncExternalStore } from 'react';

import { asTheme, keepChoice, THEME_COOKIE, type Theme } from './cookies';

const CHANGE = 'atelier-theme';

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGE, listener);
  return () => window.removeEventListener(CHANGE, listener);
}

const current = (): Theme => asTheme(document.documentElement.dataset['theme']);

/** The chosen theme and how to choose another; all switches on the page follow. */
export function useTheme(): [theme: Theme, choose: (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, current, () => 'system' as const);
  const choose = useCallback((next: Theme) => {
    keepChoice(THEME_COOKIE, next);
    document.documentElement.dataset['theme'] = next;
    window.dispatchEvent(new Event(CHANGE));
  }, []);
  return [theme, choose];
}
