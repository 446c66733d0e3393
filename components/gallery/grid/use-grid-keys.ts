'use client';

import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
} from 'react';

import type { GalleryGridProps } from './gallery-grid';
import { moveInGrid, type Box } from './grid-move';
import type { GridLayout } from './justify-rows';

interface GridKeysOptions extends Pick<GalleryGridProps, 'items' | 'selecting' | 'onKey'> {
  readonly layout: GridLayout;
  readonly container: RefObject<HTMLElement | null>;
}

export interface GridKeys {
  /** The tile that the keyboard is at; the Tab key leads to it. Null: none yet. */
  readonly activeIndex: number | null;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  /** Set by the grid: brings a row into sight. */
  readonly scrollTo: RefObject<(row: number) => void>;
}

const tileIn = (container: HTMLElement | null, id: string): HTMLElement | null =>
  container?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id)}"]`) ?? null;
const idOf = (target: EventTarget): string | undefined =>
  target instanceof HTMLElement ? target.dataset['tile'] : undefined;

/**
 * The keyboard in the grid: arrows, Home and End move (with Shift they select on the way), the space
 * bar selects, Ctrl+A selects everything that is loaded.
 */
export function useGridKeys(options: GridKeysOptions): GridKeys {
  const { items, layout, selecting, container, onKey } = options;
  const [activeId, setActiveId] = useState<string | null>(null);
  const found = activeId === null ? -1 : items.findIndex(({ id }) => id === activeId);
  const activeIndex = found < 0 ? null : found;
  const wanted = useRef<string | null>(null);
  const scrollTo = useRef<(row: number) => void>(() => undefined);

  // A tile far away exists only after the grid has scrolled to it.
  useEffect(() => {
    if (wanted.current === null) return;
    const tile = tileIn(container.current, wanted.current);
    if (tile === null) return;
    wanted.current = null;
    tile.focus({ preventScroll: true });
  });

  const goTo = useCallback(
    (index: number) => {
      const item = items[index];
      const place = layout.places[index];
      if (item === undefined || place === undefined) return;
      wanted.current = item.id;
      setActiveId(item.id);
      scrollTo.current(place.row);
    },
    [items, layout],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const id = idOf(event.target);
    if (id === undefined || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      selecting.selectAll();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === ' ') {
      event.preventDefault();
      selecting.select(id, event.shiftKey ? 'range' : 'toggle');
      return;
    }
    const from = items.findIndex((item) => item.id === id);
    const boxes = layout.places.map(({ row, left, width }): Box => ({
      left,
      width,
      top: row * 100,
    }));
    const to = moveInGrid(boxes, from, event.key);
    if (to === null) {
      onKey(event, id);
      return;
    }
    event.preventDefault();
    if (event.shiftKey) {
      if (selecting.ids.size === 0) selecting.select(id, 'toggle');
      const target = items[to];
      if (target !== undefined) selecting.select(target.id, 'range');
    }
    goTo(to);
  };

  const onFocus = (event: FocusEvent<HTMLElement>): void => {
    const id = idOf(event.target);
    if (id !== undefined) setActiveId(id);
  };
  return { activeIndex, onKeyDown, onFocus, scrollTo };
}
