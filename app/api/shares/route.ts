import { z } from 'zod';

import { SHARE_DAYS_DEFAULT, SHARE_DAYS_MAX, SHARE_MODES, SHARED_MAX } from '@/lib/domain/share';
import { createShare } from '@/lib/features/shares/create-share';
import { toShareRow } from '@/lib/features/shares/share-rows';
import { userRoute } from '@/lib/http/route';
import type { GenerationId } from '@/lib/kernel/ids';

const LISTED_MAX = 1_000;
const id = z.string().regex(/^[0-9a-f]{32}$/, 'want ids of generations');
const body = z.object({
  ids: z.array(id).min(1).max(SHARED_MAX),
  mode: z.enum(SHARE_MODES).default('clean'),
  days: z.number().int().min(1).max(SHARE_DAYS_MAX).default(SHARE_DAYS_DEFAULT),
});

/** `GET` → the caller's public links, newest first, without the links themselves. */
export const GET = userRoute({}, async ({ caller, services: { db } }) => ({
  shares: (await db.shares.list(caller.userId, LISTED_MAX)).map(toShareRow),
}));

/** `POST {ids, mode?, days?}` → `{share, path}`: a public link, told this once. */
export const POST = userRoute({ body }, async ({ caller, body: asked, services }) => {
  const { db, store, shareThrottle } = services;
  await shareThrottle.takeNew(caller.userId);
  const deps = { shares: db.shares, gallery: db.gallery, store };
  const { share, token } = await createShare(deps, caller, {
    ...asked,
    ids: asked.ids as GenerationId[],
  });
  return { share: toShareRow(share), path: `/s/${token}` };
});
