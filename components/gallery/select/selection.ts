/** Which items are selected, and from where a range goes on. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** The item that was chosen last by itself. */
  readonly anchor: string | null;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null };

export function toggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/**
 * Everything between the anchor and an item is selected as well.
 * @param order ids of the list as it is shown
 */
export function extendedTo(
  { ids, anchor }: Selection,
  id: string,
  order: readonly string[],
): Selection {
  const from = anchor === null ? -1 : order.indexOf(anchor);
  const to = order.indexOf(id);
  if (to < 0) return { ids, anchor };
  const [start, end] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
  const next = new Set(ids);
  for (const one of order.slice(start, end + 1)) next.add(one);
  return { ids: next, anchor: from < 0 ? id : anchor };
}

export function everything(order: readonly string[]): Selection {
  return { ids: new Set(order), anchor: order[0] ?? null };
}

/** What is not shown any more is not selected any more. The same selection when nothing went. */
export function keptIn(selection: Selection, order: readonly string[]): Selection {
  if (selection.ids.size === 0) return selection;
  const shown = new Set(order);
  const ids = new Set([...selection.ids].filter((id) => shown.has(id)));
  if (ids.size === selection.ids.size) return selection;
  const { anchor } = selection;
  return { ids, anchor: anchor !== null && shown.has(anchor) ? anchor : null };
}
