import { bearerToken, cookieValue } from '@/lib/features/accounts/authenticate';
import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';
import { signOut } from '@/lib/features/accounts/sign-out';
import { publicRoute } from '@/lib/http/route';

/**
 * `POST`: ends the session of the bearer token or cookie, which works no more anywhere, and takes
 * the cookie back. Answers 204 also when the session had ended already.
 */
export const POST = publicRoute({}, async ({ request, services }) => {
  const { db, keys, publisher, env } = services;
  const bearer = bearerToken(request.headers.get('authorization') ?? '');
  const token = bearer ?? cookieValue(request.headers.get('cookie') ?? undefined, SESSION_COOKIE);
  const tokenLives = [env.ACCESS_TOKEN_TTL_S, env.WS_TOKEN_TTL_S];
  if (token !== undefined) await signOut({ users: db.users, keys, publisher, tokenLives }, token);
  const expired = `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
  return new Response(null, { status: 204, headers: { 'set-cookie': expired } });
});
