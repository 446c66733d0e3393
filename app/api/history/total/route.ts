import { z } from 'zod';

import { countHistory } from '@/lib/features/gallery/list-history';
import { userRoute } from '@/lib/http/route';

import { filterShape, toFilter } from '../_query';

/** `GET` with the filters of the list → `{total}`. */
export const GET = userRoute(
  { query: z.object(filterShape) },
  async ({ caller, query, services: { db, counts } }) => ({
    total: await countHistory({ gallery: db.gallery, counts }, caller, toFilter(query)),
  }),
);
