/** Where the lists of the gallery lie in the browser's cache, and how they are changed. */
import type { QueryClient } from '@tanstack/react-query';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import { readFilter } from './filter/filter-params';
import { matchesFilter } from './filter/matches-filter';
import { changed, itemsIn, listOf, without, withItems, type GalleryData } from './gallery-cache';
import { createJournal, type CloseJournal, type Journal } from './gallery-journal';

/** Behind it stands the filter as query: `filterQuery`. */
export const GALLERY_KEY = 'gallery';

/**
 * A change of the list of a filter. It speaks of single items, and made a second time it changes
 * nothing: it is made once more on what was on its way meanwhile.
 * @param query of the list's filter
 */
export type ListChange = (data: GalleryData, query: string) => GalleryData;

const journals = new WeakMap<QueryClient, Journal<ListChange>>();

function journalOf(queries: QueryClient): Journal<ListChange> {
  const known = journals.get(queries);
  if (known !== undefined) return known;
  const journal = createJournal<ListChange>();
  journals.set(queries, journal);
  return journal;
}

/** To be called before the server is asked for something that lists hold. */
export function noteChanges(queries: QueryClient): () => ListChange {
  const close = journalOf(queries).open();
  return () => inTurn(close());
}

const inTurn =
  (changes: ReturnType<CloseJournal<ListChange>>): ListChange =>
  (data, query) =>
    changes.reduce((sofar, change) => change(sofar, query), data);

export const listQueries = (queries: QueryClient) =>
  queries.getQueryCache().findAll({ queryKey: [GALLERY_KEY] });

export function changeLists(queries: QueryClient, change: ListChange): void {
  journalOf(queries).note(change);
  for (const { queryKey } of listQueries(queries)) {
    queries.setQueryData<GalleryData>(
      queryKey,
      (data) => data && change(data, queryKey[1] as string),
    );
  }
}

export const removeFromLists = (queries: QueryClient, ids: ReadonlySet<string>): void =>
  changeLists(queries, (data) => without(data, ids));

export const changeInLists = (
  queries: QueryClient,
  ids: ReadonlySet<string>,
  change: (item: GalleryItem) => GalleryItem,
): void => changeLists(queries, (data) => changed(data, ids, change));

/**
 * Puts items into the lists that they belong to now, in their places, and takes them out of others.
 * @param since what was changed after they were read: it stays
 */
export function settleItems(
  queries: QueryClient,
  items: readonly GalleryItem[],
  since: ListChange = unchanged,
): void {
  changeLists(queries, (data, query) => {
    const filter = readFilter(new URLSearchParams(query));
    const current = itemsAfter(items, since, query);
    const fitting = current.filter((item) => matchesFilter(item, filter));
    const stays = idsOf(fitting);
    const leaving = current.filter(({ id }) => !stays.has(id));
    return withItems(without(data, idsOf(leaving)), fitting);
  });
}

/** What lists hold of these items now, by the lists' queries. */
export type Standing = ReadonlyMap<string, readonly GalleryItem[]>;

export function standingIn(queries: QueryClient, ids: ReadonlySet<string>): Standing {
  return new Map(
    listQueries(queries).map(({ queryKey, state }) => {
      const data = state.data as GalleryData | undefined;
      return [queryKey[1] as string, data === undefined ? [] : itemsIn(data, ids)];
    }),
  );
}

/**
 * Makes items what they were before an act that was refused: those that it took out stand in their
 * places again, those that it marked have their old values.
 * @param since what else was changed after they were remembered: it stays
 */
export function putBack(
  queries: QueryClient,
  standing: Standing,
  { ids, isMove }: { readonly ids: ReadonlySet<string>; readonly isMove: boolean },
  since: ListChange,
): void {
  changeLists(queries, (data, query) => {
    const before = (standing.get(query) ?? []).filter(({ id }) => ids.has(id));
    const here = idsOf(itemsIn(data, ids));
    // What the server has said of a list meanwhile counts more.
    const wanted = itemsAfter(before, since, query).filter(({ id }) => here.has(id) !== isMove);
    return withItems(data, wanted);
  });
}

/** Whether some list shows an item, as one that is in the gallery or as one in the trash. */
export const isListed = (queries: QueryClient, id: string, inTrash?: boolean): boolean =>
  [...standingIn(queries, new Set([id])).values()]
    .flat()
    .some(({ deletedAt }) => inTrash === undefined || (deletedAt !== null) === inTrash);

const idsOf = (items: readonly GalleryItem[]): Set<string> => new Set(items.map(({ id }) => id));

const unchanged: ListChange = (data) => data;

/** What a change makes of items that stand alone; those that it takes out are not among them. */
export function itemsAfter(
  items: readonly GalleryItem[],
  change: ListChange,
  query: string,
): GalleryItem[] {
  const slice = { items, pageSize: items.length, hasMore: false, next: null };
  return itemsIn(change(listOf(slice), query), idsOf(items));
}
