'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';

import { filterQuery, readFilter, type Filter } from './filter/filter-params';

const PATH = '/gallery';

const addressOf = (query: string): string => (query === '' ? PATH : `${PATH}?${query}`);

export interface GalleryAddress {
  readonly filter: Filter;
  /**
   * Shows another list. The page itself is not asked for again.
   * @param how `replace` while one types, so that back does not go letter by letter
   */
  readonly setFilter: (filter: Filter, how?: 'push' | 'replace') => void;
}

/** The filter is kept in the address, so that it can be shared, reloaded and left with the back button. */
export function useGalleryAddress(): GalleryAddress {
  const params = useSearchParams();
  const query = filterQuery(readFilter(params));
  const filter = useMemo(() => readFilter(new URLSearchParams(query)), [query]);
  const setFilter = useCallback((next: Filter, how: 'push' | 'replace' = 'push') => {
    const address = addressOf(filterQuery(next));
    if (how === 'push') window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
  }, []);
  return useMemo(() => ({ filter, setFilter }), [filter, setFilter]);
}

/** The address with one parameter more, less, or another one. */
export function addressWith(name: string, value: string | null): string {
  const params = new URLSearchParams(window.location.search);
  if (value === null) params.delete(name);
  else params.set(name, value);
  return addressOf(params.toString());
}
