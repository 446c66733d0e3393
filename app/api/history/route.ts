import { z } from 'zod';

import {
  listHistory,
  listHistorySlice,
  PAGE_SIZE,
  type HistoryDeps,
} from '@/lib/features/gallery/list-history';
import { userRoute } from '@/lib/http/route';

import { filterShape, toFilter } from './_query';

const PAGE_SIZE_MAX = 100;
const query = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE),
  cursor: z.string().max(200).optional(),
  ...filterShape,
});

/**
 * The caller's generations, newest first.
 * `GET ?page=n[&page_size=m]` → a page by its number, with the total;
 * `GET ?cursor=[c][&page_size=m]` → what follows `next` of an earlier answer, at the same cost
 * everywhere. Both take the filters of `_query.ts`.
 */
export const GET = userRoute({ query }, ({ caller, query: asked, services }) => {
  const { page, page_size: pageSize, cursor, ...filter } = asked;
  const { db, urls, counts } = services;
  const deps: HistoryDeps = { gallery: db.gallery, urls, counts };
  return cursor === undefined
    ? listHistory(deps, caller, toFilter(filter), page, pageSize)
    : listHistorySlice(deps, caller, toFilter(filter), cursor, pageSize);
});
