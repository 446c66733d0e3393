/** What is known of the results, put together with what the server says now. */
import type { ResultItem, ResultPage } from '@/lib/domain/result-item';

/** Results without a gap between them, newest first. */
export interface Known {
  readonly items: readonly ResultItem[];
  /** Where the list goes on; null at its end. */
  readonly next: string | null;
}

/** Whether one stands further down than another: as the server sorts, by time and then by id. */
export function isBehind(one: ResultItem, other: ResultItem): boolean {
  return (
    one.createdAt < other.createdAt || (one.createdAt === other.createdAt && one.id < other.id)
  );
}

/** Each once, of two of the same the earlier named, newest first. */
function inOrder(...lists: readonly (readonly ResultItem[])[]): readonly ResultItem[] {
  const byId = new Map<string, ResultItem>();
  for (const item of lists.flat()) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()].sort((one, other) => (isBehind(one, other) ? 1 : -1));
}

/** The page behind what is known. */
export const continued = (known: Known, page: ResultPage): Known => ({
  items: inOrder(page.items, known.items),
  next: page.next,
});

/**
 * The newest ones anew, and of what is known what lies behind them.
 * @param isGone of those that no page has, because they are in the trash: they keep their place, so
 *   that they come back to it
 */
export function renewed(known: Known, page: ResultPage, isGone: (id: string) => boolean): Known {
  const last = page.items.at(-1);
  const ids = new Set(page.items.map(({ id }) => id));
  // Nothing of the page is known, and it is not the end: what lies between was never told.
  const hasGap = page.next !== null && !known.items.some(({ id }) => ids.has(id));
  if (hasGap) return page;
  // The page is all there is.
  if (page.next === null || last === undefined) {
    return {
      items: inOrder(
        page.items,
        known.items.filter(({ id }) => isGone(id)),
      ),
      next: null,
    };
  }
  const behind = known.items.filter((item) => isBehind(item, last));
  const kept = known.items.filter((item) => isGone(item.id));
  return {
    items: inOrder(page.items, behind, kept),
    next: behind.length === 0 ? page.next : known.next,
  };
}
