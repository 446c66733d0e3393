/** Which tile of the grid the Tab key leads to, while tiles come and go. */
import type { GridLayout, GridRow } from './justify-rows';

interface Named {
  readonly id: string;
}

/**
 * The active tile after the list has changed: itself, or what has come into its place when it left:
 * the next one of those that stayed, at the end of the list the last one.
 */
export function activeAfter(
  before: readonly Named[],
  now: readonly Named[],
  activeId: string | null,
): string | null {
  if (activeId === null) return null;
  const stayed = new Set(now.map(({ id }) => id));
  if (stayed.has(activeId)) return activeId;
  const place = before.findIndex(({ id }) => id === activeId);
  const follower =
    before.slice(place + 1).find(({ id }) => stayed.has(id)) ??
    before.slice(0, Math.max(0, place)).findLast(({ id }) => stayed.has(id));
  return (follower ?? now[0])?.id ?? null;
}

/**
 * @param existing numbers of the rows that exist now, in their order
 * @param firstInSight number of the first row that is in sight
 * @returns index of the one tile that Tab leads to: the active one, else the first in sight
 */
export function reachableTile(
  { rows, places }: GridLayout,
  existing: readonly number[],
  firstInSight: number,
  activeIndex: number | null,
): number | null {
  const activeRow = activeIndex === null ? undefined : places[activeIndex]?.row;
  if (activeRow !== undefined && existing.includes(activeRow)) return activeIndex;
  const firstIn = (row: number): number | undefined => {
    const there: GridRow | undefined = rows[row];
    return there?.kind === 'tiles' ? there.cells[0]?.index : undefined;
  };
  const tiles = existing.filter((row) => firstIn(row) !== undefined);
  const row = tiles.find((one) => one >= firstInSight) ?? tiles[0];
  return row === undefined ? null : (firstIn(row) ?? null);
}
