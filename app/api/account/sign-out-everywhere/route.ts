import { revokeSessions } from '@/lib/features/accounts/revoke-sessions';
import { userRoute } from '@/lib/http/route';

/** `POST`: ends every session and token of the caller, this one too, and revokes the caller's API keys. */
export const POST = userRoute(
  { beforePasswordChange: true, needs: 'session' },
  async ({ caller, services }) => {
    const { db, publisher } = services;
    await revokeSessions({ users: db.users, apiKeys: db.apiKeys, publisher }, caller.userId);
    return null;
  },
);
