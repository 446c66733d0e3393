import { adminRoute } from '@/lib/http/route';
import { AppError } from '@/lib/kernel/errors';

/** `GET` → `{sheet}` with its lines. */
export const GET = adminRoute({ permission: 'proof.run' }, async ({ params, services: { db } }) => {
  const sheet = await db.proofSheets.findAsSystem(params['id'] ?? '');
  if (sheet === null) throw new AppError('not_found', 'There is no such sheet.');
  return { sheet };
});
