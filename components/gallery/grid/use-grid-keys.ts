'use client';

import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
} from 'react';

import type { GalleryGridProps } from './gallery-grid';
import { moveInGrid, type Box } from './grid-move';
import type { GridLayout } from './justify-rows';
import { activeAfter } from './roving-tile';

interface GridKeysOptions extends Pick<GalleryGridProps, 'items' | 'selecting' | 'onKey'> {
  readonly layout: GridLayout;
  readonly container: RefObject<HTMLElement | null>;
}

export interface GridKeys {
  /** The tile that the keyboard is at; the Tab key leads to it. Null: none yet. */
  readonly activeIndex: number | null;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
  /** Set by the grid: brings a row into sight. */
  readonly scrollTo: RefObject<(row: number) => void>;
}

const isFocusNowhere = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;
const idOf = (target: EventTarget): string | undefined =>
  target instanceof HTMLElement ? target.dataset['tile'] : undefined;

/**
 * The keyboard in the grid: arrows, Home and End move (with Shift they select on the way), the space
 * bar selects, Ctrl+A selects everything that is loaded.
 */
export function useGridKeys(options: GridKeysOptions): GridKeys {
  const { items, layout, selecting, container, onKey } = options;
  const [known, setKnown] = useState({ items, activeId: null as string | null });
  const activeId = activeAfter(known.items, items, known.activeId);
  if (known.items !== items) setKnown({ items, activeId });
  const setActiveId = useCallback(
    (id: string) => setKnown((old) => (old.activeId === id ? old : { ...old, activeId: id })),
    [],
  );
  const found = activeId === null ? -1 : items.findIndex(({ id }) => id === activeId);
  const activeIndex = found < 0 ? null : found;
  const scrollTo = useRef<(row: number) => void>(() => undefined);

  const isOnTheWay = useRef(false);
  const hasFocus = useRef(false);
  useLayoutEffect(() => {
    // The tile that had the focus was deleted, or its row was drawn anew because others came or went.
    const isLost = hasFocus.current && isFocusNowhere();
    if (!isOnTheWay.current && !isLost) return;
    const tile = container.current?.querySelector<HTMLElement>('[data-tile][tabindex="0"]');
    if (tile === null || tile === undefined) return;
    isOnTheWay.current = false;
    tile.focus({ preventScroll: true });
  });

  const goTo = useCallback(
    (index: number) => {
      const item = items[index];
      const place = layout.places[index];
      if (item === undefined || place === undefined) return;
      // A tile far away exists only once it is the active one.
      isOnTheWay.current = true;
      setActiveId(item.id);
      scrollTo.current(place.row);
    },
    [items, layout, setActiveId],
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
    hasFocus.current = true;
    const id = idOf(event.target);
    if (id !== undefined) setActiveId(id);
  };
  // It does not fire for what leaves the document, which is how that is told from going elsewhere.
  const onBlur = ({ target, relatedTarget, currentTarget }: FocusEvent<HTMLElement>): void => {
    // The whole window lost it, and gives it back to the same element.
    if (document.activeElement === target) return;
    hasFocus.current = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
  };
  return { activeIndex, onKeyDown, onFocus, onBlur, scrollTo };
}
