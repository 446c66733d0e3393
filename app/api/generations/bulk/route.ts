import { z } from 'zod';

import { TAG_MAX_LENGTH } from '@/lib/domain/generation';
import { changeGenerations } from '@/lib/features/gallery/change-generations';
import { userRoute } from '@/lib/http/route';
import type { GenerationId } from '@/lib/kernel/ids';

const IDS_MAX = 500;
const ids = z
  .array(z.string().regex(/^[0-9a-f]{32}$/, 'want ids of generations'))
  .min(1)
  .max(IDS_MAX);
const tag = z.string().trim().min(1).max(TAG_MAX_LENGTH);
const body = z.discriminatedUnion('act', [
  z.object({ act: z.enum(['favourite', 'unfavourite', 'trash', 'restore', 'remove']), ids }),
  z.object({ act: z.enum(['tag', 'untag']), ids, tag }),
]);

/**
 * `POST {act, ids, tag?}` → `{changed, missing}`: the same for many. `remove` is for ever, and only for
 * what is in the trash.
 */
export const POST = userRoute({ body }, ({ caller, body: { ids: given, ...act }, services }) => {
  const { db, store, publisher } = services;
  const deps = { gallery: db.gallery, store, publisher };
  return changeGenerations(deps, caller, given as GenerationId[], act);
});
