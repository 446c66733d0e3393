'use client';

import { useEffect, useRef, useState } from 'react';

import type { Filter } from './filter-params';

/** So long after the last letter the search begins. */
const PAUSE_MS = 250;

interface TypedSearch {
  readonly text: string;
  /** @param when `now`: without the pause, and without a search of its own */
  readonly type: (text: string, when?: 'now') => void;
}

/**
 * What is typed into the search, ahead of the address by a pause. The first letter makes an entry in
 * the browser's history, the next ones change it.
 */
export function useTypedSearch(
  filter: Filter,
  onChange: (filter: Filter, how?: 'push' | 'replace') => void,
): TypedSearch {
  const q = filter.q ?? '';
  const [text, setText] = useState(q);
  const [known, setKnown] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address changed by itself: back was pressed, or the filters were reset.
  if (q !== known) {
    setKnown(q);
    if (q !== text.trim()) setText(q);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    text,
    type(next, when) {
      setText(next);
      clearTimeout(timer.current);
      if (when === 'now') return;
      timer.current = setTimeout(() => {
        const { q: before, ...rest } = filter;
        const wanted = next.trim();
        if (wanted === (before ?? '')) return;
        onChange(
          wanted === '' ? rest : { ...rest, q: wanted },
          before === undefined ? 'push' : 'replace',
        );
      }, PAUSE_MS);
    },
  };
}
