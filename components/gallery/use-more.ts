'use client';

import { useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

import { fetchMore } from './gallery-queries';

interface End {
  /** Of the list's filter. */
  readonly query: string;
  /** Where the list goes on; null: nowhere, or not known yet. */
  readonly cursor: string | null;
}

interface More {
  readonly isLoading: boolean;
  /** It did not come. Stays true while it is tried again. */
  readonly failed: boolean;
  /** Does nothing after a failure: what does not come is not asked for without pause. */
  readonly load: () => void;
  readonly retry: () => void;
}

const MORE_KEY = 'gallery-more';
const keyOf = ({ query, cursor }: End) => [MORE_KEY, query, cursor] as const;

/**
 * Brings what follows the known end of a list. It is put behind whatever the list is when it arrives;
 * a query of its own would put back the list as it was when it was asked for.
 */
export function useMore({ query, cursor }: End, isBlocked: boolean): More {
  const queries = useQueryClient();
  const [failedEnd, setFailedEnd] = useState<End | null>(null);
  const failed = isSame(failedEnd, { query, cursor });
  const mutationKey = keyOf({ query, cursor });
  const isLoading = useIsMutating({ mutationKey }) > 0;
  const { mutate } = useMutation({
    mutationKey,
    mutationFn: ({ query: list, cursor: from }: End) => fetchMore(queries, list, from ?? ''),
    retry: queries.getDefaultOptions().queries?.retry ?? false,
    onError: (_error, end) => setFailedEnd(end),
    onSuccess: (_nothing, end) => setFailedEnd((known) => (isSame(known, end) ? null : known)),
  });

  const retry = useCallback(() => {
    const end = { query, cursor };
    if (cursor === null || queries.isMutating({ mutationKey: keyOf(end) }) > 0) return;
    mutate(end);
  }, [query, cursor, queries, mutate]);
  // It is another function as soon as it would do something else, so that effects call it again.
  const mayLoad = !isBlocked && !isLoading && !failed;
  const load = useCallback(() => {
    if (mayLoad) retry();
  }, [mayLoad, retry]);
  return { isLoading, failed, load, retry };
}

function isSame(one: End | null, other: End): boolean {
  return one !== null && one.query === other.query && one.cursor === other.cursor;
}
