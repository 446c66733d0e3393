'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { fetchJson } from '@/components/api/fetch-json';

/** What every paged answer of the console has. */
interface Paged {
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

export type Filter = Readonly<Record<string, string>>;

interface PagedView<Answer> {
  readonly data: Answer | undefined;
  readonly error: unknown;
  readonly page: number;
  readonly pages: number;
  readonly goTo: (page: number) => void;
  readonly filter: Filter;
  /** Changes a part of the filter and goes back to the first page. An empty text takes it out. */
  readonly narrow: (change: Filter) => void;
}

/**
 * One page of a long list that the server pages and filters.
 * @param path such as `/api/admin/users`; also the query's key behind `admin`
 * @param everyMs asks again so often; default: not by itself
 */
export function usePaged<Answer extends Paged>(
  path: string,
  initial: Filter = {},
  everyMs?: number,
): PagedView<Answer> {
  const [page, setPage] = useState(1);
  const [filter, setFilter] = useState(initial);
  const wanted = Object.entries(filter).filter(([, value]) => value !== '');
  const query = new URLSearchParams([...wanted, ['page', String(page)]]).toString();
  const { data, error } = useQuery({
    queryKey: ['admin', path, query],
    queryFn: ({ signal }) => fetchJson<Answer>(`${path}?${query}`, { signal }),
    placeholderData: keepPreviousData,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
  return {
    data,
    error,
    page,
    pages: data === undefined ? 1 : Math.max(1, Math.ceil(data.total / data.pageSize)),
    goTo: setPage,
    filter,
    narrow(change) {
      setFilter((old) => ({ ...old, ...change }));
      setPage(1);
    },
  };
}
