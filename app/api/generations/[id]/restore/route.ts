import { changeGeneration } from '@/lib/features/gallery/change-generations';
import { asGenerationId } from '@/lib/features/gallery/find-generation';
import { userRoute } from '@/lib/http/route';

/** `POST`: back from the trash. */
export const POST = userRoute({}, async ({ caller, params, services }) => {
  const { db, store, publisher } = services;
  const deps = { gallery: db.gallery, store, publisher };
  await changeGeneration(deps, caller, asGenerationId(params['id']), { act: 'restore' });
  return null;
});
