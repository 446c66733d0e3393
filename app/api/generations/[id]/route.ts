import { changeGeneration } from '@/lib/features/gallery/change-generations';
import { asGenerationId, findGeneration } from '@/lib/features/gallery/find-generation';
import { toGalleryItem } from '@/lib/features/gallery/gallery-item';
import { userRoute } from '@/lib/http/route';

/** `GET` → one generation of the caller. */
export const GET = userRoute({}, async ({ caller, params, services: { db, urls } }) =>
  toGalleryItem(urls, await findGeneration(db.generations, caller, asGenerationId(params['id']))),
);

/** `DELETE`: into the trash. */
export const DELETE = userRoute({}, async ({ caller, params, services }) => {
  const { db, store, publisher } = services;
  const deps = { gallery: db.gallery, store, publisher };
  await changeGeneration(deps, caller, asGenerationId(params['id']), { act: 'trash' });
  return null;
});
