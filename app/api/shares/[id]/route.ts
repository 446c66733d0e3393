import { revokeShare } from '@/lib/features/shares/end-share';
import { userRoute } from '@/lib/http/route';

/** `DELETE`: the link leads nowhere from now on. */
export const DELETE = userRoute({}, async ({ caller, params, services: { db, store } }) => {
  await revokeShare({ shares: db.shares, store }, caller, params['id'] ?? '');
  return null;
});
