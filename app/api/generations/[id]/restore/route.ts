import { asGenerationId } from '@/lib/features/gallery/find-generation';
import { restoreFromTrash } from '@/lib/features/gallery/move-to-trash';
import { userRoute } from '@/lib/http/route';

/** `POST`: back from the trash. */
export const POST = userRoute({}, async ({ caller, params, services: { db, publisher } }) => {
  const id = asGenerationId(params['id']);
  await restoreFromTrash({ generations: db.generations, publisher }, caller, id);
  return null;
});
