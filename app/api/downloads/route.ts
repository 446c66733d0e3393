import { z } from 'zod';

import { prepareDownload } from '@/lib/features/gallery/selected-download';
import { userRoute } from '@/lib/http/route';
import type { GenerationId } from '@/lib/kernel/ids';

const IDS_MAX = 5_000;
const body = z.object({
  ids: z
    .array(z.string().regex(/^[0-9a-f]{32}$/, 'want ids of generations'))
    .min(1)
    .max(IDS_MAX),
});

/** `POST {ids}` → `{url, count, bytes}`: where the files can be had as one ZIP for a quarter of an hour. */
export const POST = userRoute(
  { body, needs: 'read' },
  ({ caller, body: { ids }, services: { db, redis, env } }) =>
    prepareDownload(
      { redis, prefix: env.REDIS_PREFIX, gallery: db.gallery },
      caller,
      ids as GenerationId[],
    ),
);
