import { z } from 'zod';

import { listHistory, PAGE_SIZE } from '@/lib/features/gallery/list-history';
import { userRoute } from '@/lib/http/route';

const PAGE_SIZE_MAX = 100;
const query = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE),
});

/** `GET ?page=n[&page_size=m]` → a page of the caller's generations, newest first. */
export const GET = userRoute({ query }, ({ caller, query: { page, page_size }, services }) =>
  listHistory(
    { generations: services.db.generations, urls: services.urls },
    caller,
    page,
    page_size,
  ),
);
