import { ApiError } from '@/components/api/fetch-json';

/** Why an item cannot be shown. */
export type Trouble =
  | { readonly kind: 'gone' }
  /** The server or the way to it has a problem; the item may be there as ever. */
  | { readonly kind: 'failed'; readonly error: unknown };

export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiError && error.status === 404) return { kind: 'gone' };
  return { kind: 'failed', error };
}
