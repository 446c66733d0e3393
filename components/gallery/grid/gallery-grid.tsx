'use client';

import { useMemo, useRef, type KeyboardEvent } from 'react';
import { useTimeZone } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import styles from '../gallery.module.css';
import type { Selecting } from '../select/use-selection';
import { justifyRows } from './justify-rows';
import { PlainGrid } from './plain-grid';
import { useGridShape } from './use-grid-shape';
import { VirtualGrid } from './virtual-grid';

export interface GalleryGridProps {
  readonly items: readonly GalleryItem[];
  /** Whether there are more behind them. */
  readonly goesOn: boolean;
  readonly selecting: Selecting;
  readonly onOpen: (id: string) => void;
  /** Called when what is in sight comes near the end of what is known. */
  readonly onEnd: () => void;
  /** Keys that are not about moving and selecting. */
  readonly onKey: (event: KeyboardEvent<HTMLElement>, id: string) => void;
}

/**
 * Results by day, newest first. The server draws the beginning as plain flowing rows; once the browser
 * knows its width the same rows are laid out by arithmetic, and only those in sight exist.
 */
export function GalleryGrid(props: GalleryGridProps) {
  const { items, goesOn } = props;
  const ref = useRef<HTMLDivElement>(null);
  const timeZone = useTimeZone() ?? 'UTC';
  const measured = useGridShape(ref);
  const layout = useMemo(
    () => measured && justifyRows(items, { timeZone, goesOn, shape: measured.shape }),
    [items, goesOn, timeZone, measured],
  );
  return (
    <div ref={ref} className={styles['days']}>
      {layout === null || measured === null ? (
        <PlainGrid items={items} timeZone={timeZone} onOpen={props.onOpen} />
      ) : (
        <VirtualGrid {...props} layout={layout} offset={measured.offset} />
      )}
    </div>
  );
}
