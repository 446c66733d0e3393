import { asGenerationId, findGeneration } from '@/lib/features/gallery/find-generation';
import { toGenerationItem } from '@/lib/features/gallery/generation-item';
import { moveToTrash } from '@/lib/features/gallery/move-to-trash';
import { userRoute } from '@/lib/http/route';

/** `GET` → one generation of the caller. */
export const GET = userRoute({}, async ({ caller, params, services: { db, urls } }) =>
  toGenerationItem(
    urls,
    await findGeneration(db.generations, caller, asGenerationId(params['id'])),
  ),
);

/** `DELETE`: into the trash. */
export const DELETE = userRoute({}, async ({ caller, params, services: { db, publisher } }) => {
  await moveToTrash(
    { generations: db.generations, publisher },
    caller,
    asGenerationId(params['id']),
  );
  return null;
});
