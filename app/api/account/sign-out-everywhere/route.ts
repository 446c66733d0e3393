import { revokeSessions } from '@/lib/features/accounts/revoke-sessions';
import { userRoute } from '@/lib/http/route';

/** `POST`: ends every session and token of the caller, this one too. */
export const POST = userRoute({ beforePasswordChange: true }, async ({ caller, services }) => {
  const { db, publisher } = services;
  await revokeSessions({ users: db.users, publisher }, caller.userId);
  return null;
});
