'use client';

import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';

import { cx } from '@/components/ui/cx';

import styles from '../gallery.module.css';
import { DayHeading } from './day-heading';
import type { GalleryGridProps } from './gallery-grid';
import { GalleryTile } from './gallery-tile';
import type { GridLayout, GridRow } from './justify-rows';
import { reachableTile } from './roving-tile';
import { useGridKeys } from './use-grid-keys';

/** Rows beside the window that exist already. */
const ROWS_AHEAD = 3;
/** So many rows before the end of what is known, the next slice is fetched. */
const ROWS_BEFORE_END = 14;

interface VirtualGridProps extends GalleryGridProps {
  readonly layout: GridLayout;
  readonly offset: number;
}

/** The grid of rows whose places are known: only what is in sight, and a little more, exists. */
export function VirtualGrid(props: VirtualGridProps) {
  const { layout, offset, selecting, onEnd } = props;
  const { rows } = layout;
  const container = useRef<HTMLDivElement>(null);
  const keys = useGridKeys({ ...props, container });
  const focusedRow = keys.activeIndex === null ? null : layout.places[keys.activeIndex]?.row;
  const headings = useMemo(
    () => rows.flatMap((row, index) => (row.kind === 'day' ? [index] : [])),
    [rows],
  );
  const headingOf = (row: number): number => headings.findLast((index) => index <= row) ?? 0;

  // Its functions change with each of its renders, which is what is wanted here.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer<HTMLElement, HTMLElement>({
    count: rows.length,
    getScrollElement: () => container.current?.closest('main') ?? null,
    estimateSize: (index) => rows[index]?.size ?? 0,
    getItemKey: (index) => rows[index]?.key ?? index,
    scrollMargin: offset,
    overscan: ROWS_AHEAD,
    // What has the focus must exist, or the focus is lost; and the day in sight has its heading.
    rangeExtractor: (range: Range) => {
      const wanted = new Set([headingOf(range.startIndex), ...defaultRangeExtractor(range)]);
      if (focusedRow !== null && focusedRow !== undefined) wanted.add(focusedRow);
      return [...wanted].filter((index) => index < rows.length).sort((a, b) => a - b);
    },
  });
  // Rows are not measured but known: when they change, so do their places.
  useEffect(() => virtual.measure(), [virtual, rows]);
  keys.scrollTo.current = (row) => virtual.scrollToIndex(row, { align: 'auto' });

  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const isNearEnd = lastShown >= rows.length - ROWS_BEFORE_END;
  useEffect(() => {
    if (isNearEnd) onEnd();
  }, [isNearEnd, rows.length, onEnd]);

  const firstInSight = virtual.range?.startIndex ?? 0;
  const stuck = headingOf(firstInSight);
  const existing = shown.map(({ index }) => index);
  const reachable = reachableTile(layout, existing, firstInSight, keys.activeIndex);
  return (
    // Arrow keys move between the links inside; nothing here is operated by itself.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={container}
      className={styles['rows']}
      style={{ height: virtual.getTotalSize() }}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
      onBlur={keys.onBlur}
    >
      {shown.map(({ index, start, key }) => {
        const row = rows[index];
        if (row === undefined) return null;
        if (row.kind === 'day') {
          const isStuck = index === stuck;
          const style = isStuck ? {} : { position: 'absolute' as const, top: start - offset };
          return <DayHeading key={key} day={row.day} style={style} isStuck={isStuck} />;
        }
        return (
          <TileRow
            key={key}
            row={row}
            top={start - offset}
            reachableIndex={reachable}
            grid={props}
            isSelecting={selecting.ids.size > 0}
          />
        );
      })}
    </div>
  );
}

interface TileRowProps {
  readonly row: Extract<GridRow, { kind: 'tiles' }>;
  readonly top: number;
  readonly reachableIndex: number | null;
  readonly isSelecting: boolean;
  readonly grid: GalleryGridProps;
}

function TileRow({ row, top, reachableIndex, isSelecting, grid }: TileRowProps) {
  const { selecting, onOpen } = grid;
  return (
    <ul className={cx(styles['row'])} style={{ top, height: row.height }}>
      {row.cells.map(({ item, index, left, width }) => (
        <li key={item.id} className={styles['place']} style={{ left, width, height: row.height }}>
          <GalleryTile
            item={item}
            eager
            isSelected={selecting.ids.has(item.id)}
            isSelecting={isSelecting}
            isReachable={index === reachableIndex}
            onOpen={onOpen}
            onSelect={selecting.select}
          />
        </li>
      ))}
    </ul>
  );
}
