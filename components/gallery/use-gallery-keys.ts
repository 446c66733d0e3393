'use client';

import { useEffect, type KeyboardEvent } from 'react';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import type { Selecting } from './select/use-selection';
import type { Acts } from './use-acts';

interface GalleryKeysOptions {
  readonly items: readonly GalleryItem[];
  readonly selected: readonly GalleryItem[];
  readonly selecting: Selecting;
  readonly acts: Acts;
  readonly isTrash: boolean;
}

/**
 * Keys on a tile: Delete throws away, F marks as favourite, what is selected or else the tile itself.
 * Escape lets go of the selection, wherever the focus is.
 */
export function useGalleryKeys(
  options: GalleryKeysOptions,
): (event: KeyboardEvent<HTMLElement>, id: string) => void {
  const { items, selected, selecting, acts, isTrash } = options;
  const { clear } = selecting;
  const hasSelection = selected.length > 0;
  useEffect(() => {
    if (!hasSelection) return;
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      const isCovered = document.querySelector('[role="dialog"]') !== null;
      if (event.key === 'Escape' && !event.defaultPrevented && !isCovered) clear();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [hasSelection, clear]);

  return (event, id) => {
    const meant = hasSelection ? selected : items.filter((item) => item.id === id);
    if (meant.length === 0 || isTrash) return;
    if (event.key === 'Delete') {
      event.preventDefault();
      acts.trash(meant);
    } else if (event.key.toLowerCase() === 'f') {
      event.preventDefault();
      const isFavourite = meant.every(({ favourite }) => favourite);
      acts.mark(meant, isFavourite ? 'unfavourite' : 'favourite');
    }
  };
}
