/** Where the arrow keys lead in a grid whose rows hold different numbers of tiles. */

/** A tile's place on the page. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

const ROW_TOLERANCE = 4;
const centre = (box: Box): number => box.left + box.width / 2;

/**
 * @param boxes all tiles in reading order
 * @param from index of the tile that has the focus
 * @returns index of the tile to go to, or null when the key means nothing here
 */
export function moveInGrid(boxes: readonly Box[], from: number, key: string): number | null {
  switch (key) {
    case 'ArrowRight':
      return from + 1 < boxes.length ? from + 1 : null;
    case 'ArrowLeft':
      return from > 0 ? from - 1 : null;
    case 'Home':
      return 0;
    case 'End':
      return boxes.length - 1;
    case 'ArrowDown':
      return nearestInNextRow(boxes, from, 1);
    case 'ArrowUp':
      return nearestInNextRow(boxes, from, -1);
    default:
      return null;
  }
}

function nearestInNextRow(boxes: readonly Box[], from: number, step: 1 | -1): number | null {
  const start = boxes[from];
  if (start === undefined) return null;
  let best: number | null = null;
  let rowTop: number | null = null;
  for (let index = from + step; index >= 0 && index < boxes.length; index += step) {
    const box = boxes[index];
    if (box === undefined || Math.abs(box.top - start.top) <= ROW_TOLERANCE) continue;
    rowTop ??= box.top;
    if (Math.abs(box.top - rowTop) > ROW_TOLERANCE) break;
    const known = best === null ? undefined : boxes[best];
    const isNearer =
      known === undefined ||
      Math.abs(centre(box) - centre(start)) < Math.abs(centre(known) - centre(start));
    if (isNearer) best = index;
  }
  return best;
}
