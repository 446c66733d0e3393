/**
 * Where each tile of the grid lies: rows of one height, filled to the width, under a heading for each
 * day. It is the arithmetic of the style sheet's flex rows, so that what the server drew and what is
 * laid out here are the same to the pixel, and rows that are out of sight have their height.
 */
import type { GalleryItem } from '@/lib/domain/gallery-item';

import { dayKeyOf, type Day } from './group-by-day';
import { ratioOf } from './tile-shape';

export interface GridShape {
  readonly width: number;
  /** A row's height before its tiles grow. */
  readonly rowHeight: number;
  readonly gap: number;
  readonly headingHeight: number;
  /** Below a day's last row. */
  readonly dayGap: number;
}

export interface GridOptions {
  readonly timeZone: string;
  readonly shape: GridShape;
  /** More will come behind the items: a row that it could still fill is not laid out, so that none ever changes. */
  readonly goesOn?: boolean;
}

export interface Cell {
  readonly item: GalleryItem;
  /** Position in the whole list. */
  readonly index: number;
  readonly left: number;
  readonly width: number;
}

export type GridRow =
  | { readonly kind: 'day'; readonly key: string; readonly day: Day; readonly size: number }
  | {
      readonly kind: 'tiles';
      readonly key: string;
      /** Of the tiles; the space below them is in `size`. */
      readonly height: number;
      readonly size: number;
      readonly cells: readonly Cell[];
    };

export interface GridLayout {
  readonly rows: readonly GridRow[];
  /** For each item the number of its row, and its place there; none yet for items whose row is not full. */
  readonly places: readonly {
    readonly row: number;
    readonly left: number;
    readonly width: number;
  }[];
}

/** Tiles grow with their row, but not beyond this. */
const GROWTH_MAX = 1.7;

export function justifyRows(
  items: readonly GalleryItem[],
  { timeZone, shape, goesOn = false }: GridOptions,
): GridLayout {
  const rows: GridRow[] = [];
  const places: { row: number; left: number; width: number }[] = [];
  let waiting: { item: GalleryItem; index: number; ratio: number }[] = [];
  let waitingWidth = 0;
  let day: string | null = null;

  /** @param isLast the day's last row: its tiles do not grow */
  function endRow(isLast: boolean): void {
    if (waiting.length === 0) return;
    const ratios = waiting.reduce((sum, { ratio }) => sum + ratio, 0);
    const room = shape.width - shape.gap * (waiting.length - 1);
    const grown = isLast ? Math.min(shape.rowHeight, room / ratios) : room / ratios;
    const height = Math.min(grown, shape.rowHeight * GROWTH_MAX);
    const row = rows.length;
    let left = 0;
    const cells = waiting.map(({ item, index, ratio }): Cell => {
      const width = ratio * grown;
      const cell = { item, index, left, width };
      places.push({ row, left, width });
      left += width + shape.gap;
      return cell;
    });
    const size = height + (isLast ? shape.dayGap : shape.gap);
    rows.push({ kind: 'tiles', key: cells[0]?.item.id ?? '', height, size, cells });
    waiting = [];
    waitingWidth = 0;
  }

  items.forEach((item, index) => {
    const key = dayKeyOf(item.createdAt, timeZone);
    if (key !== day) {
      endRow(true);
      day = key;
      const heading: Day = { key, date: new Date(item.createdAt) };
      rows.push({ kind: 'day', key, day: heading, size: shape.headingHeight });
    }
    const ratio = ratioOf(item);
    const basis = Math.min(ratio * shape.rowHeight, shape.width);
    const gap = waiting.length === 0 ? 0 : shape.gap;
    if (waiting.length > 0 && waitingWidth + gap + basis > shape.width) endRow(false);
    waitingWidth += basis + (waiting.length === 0 ? 0 : shape.gap);
    waiting.push({ item, index, ratio });
  });
  if (!goesOn || places.length === 0) endRow(true);
  return { rows, places };
}
