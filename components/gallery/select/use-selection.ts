'use client';

import { useCallback, useMemo, useRef, useState } from 'react';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import { everything, extendedTo, keptIn, NOTHING, toggled, type Selection } from './selection';

/** `range`: everything from the item chosen last to this one. */
export type SelectHow = 'toggle' | 'range';

export interface Selecting {
  readonly ids: ReadonlySet<string>;
  readonly select: (id: string, how: SelectHow) => void;
  /** Everything that is loaded. */
  readonly selectAll: () => void;
  readonly clear: () => void;
}

/** What is selected of a list. What leaves the list leaves the selection. */
export function useSelection(items: readonly GalleryItem[]): Selecting {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const order = useMemo(() => items.map(({ id }) => id), [items]);
  const kept = useMemo(() => keptIn(selection, order), [selection, order]);
  if (kept !== selection) setSelection(kept);
  const latest = useRef(order);
  // Read by acts of the person, which come after the drawing.
  // eslint-disable-next-line react-hooks/refs
  latest.current = order;

  const select = useCallback((id: string, how: SelectHow) => {
    setSelection((old) =>
      how === 'range' ? extendedTo(old, id, latest.current) : toggled(old, id),
    );
  }, []);
  const selectAll = useCallback(() => setSelection(everything(latest.current)), []);
  const clear = useCallback(() => setSelection(NOTHING), []);
  const { ids } = kept;
  return useMemo(() => ({ ids, select, selectAll, clear }), [ids, select, selectAll, clear]);
}
