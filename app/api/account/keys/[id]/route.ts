import { revokeApiKey } from '@/lib/features/accounts/revoke-api-key';
import { userRoute } from '@/lib/http/route';

/** `DELETE`: the key works no more, and sockets opened with it are closed. */
export const DELETE = userRoute({ needs: 'session' }, async ({ caller, params, services }) => {
  const { db, publisher } = services;
  await revokeApiKey({ ...db, publisher }, caller, params['id'] ?? '');
  return null;
});
