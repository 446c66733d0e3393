import { z } from 'zod';

import { redeemLink } from '@/lib/features/accounts/one-time-link';
import { announceRevocation } from '@/lib/features/accounts/revoke-sessions';
import { publicRoute } from '@/lib/http/route';
import { sessionCookie } from '@/lib/http/session-cookie-header';

const body = z.object({ secret: z.string().min(1).max(200), newPassword: z.string().max(1_000) });

/** `POST {secret, newPassword}`: a one-time link becomes a password, and this browser is signed in. */
export const POST = publicRoute({ body }, async ({ body: given, services }) => {
  const { db, publisher } = services;
  const user = await redeemLink(db, given.secret, given.newPassword);
  announceRevocation(publisher, user);
  const headers = { 'set-cookie': await sessionCookie(services, user) };
  return new Response(null, { status: 204, headers });
});
