import { z } from 'zod';

import { changePassword } from '@/lib/features/accounts/change-password';
import { announceRevocation } from '@/lib/features/accounts/revoke-sessions';
import { userRoute } from '@/lib/http/route';
import { sessionCookie } from '@/lib/http/session-cookie-header';

const body = z.object({
  currentPassword: z.string().max(1_000),
  newPassword: z.string().max(1_000),
});

/**
 * `POST {currentPassword, newPassword}`: every session ends, and the caller's browser gets a new one.
 * API keys stay: they are not made from the password.
 * The current password is guessed against as at sign-in, so it is throttled as there.
 */
export const POST = userRoute(
  { body, beforePasswordChange: true, needs: 'session' },
  async ({ caller, body: given, address, services }) => {
    const { db, publisher, throttle } = services;
    await throttle.take(address, caller.email);
    const user = await changePassword(db, caller, given.currentPassword, given.newPassword);
    await throttle.forget(address, caller.email);
    announceRevocation(publisher, user);
    return new Response(null, {
      status: 204,
      headers: { 'set-cookie': await sessionCookie(services, user) },
    });
  },
);
