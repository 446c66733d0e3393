'use client';

import { useCallback, type KeyboardEvent } from 'react';

import { moveInGrid } from './grid-move';

const TILE = '[data-tile]';

/** Moves the focus between tiles with the arrow keys, Home and End. */
export function useGridKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  return useCallback((event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>(TILE)];
    const from = tiles.findIndex((tile) => tile === event.target);
    if (from < 0) return;
    const boxes = tiles.map((tile) => tile.getBoundingClientRect());
    const to = moveInGrid(boxes, from, event.key);
    if (to === null) return;
    event.preventDefault();
    tiles[to]?.focus();
  }, []);
}
