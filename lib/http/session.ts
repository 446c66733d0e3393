/**
 * next-auth's configuration: e-mail and password, a JWT of ours as the session cookie. The cookie
 * holds the very access token that scripts send as bearer.
 */
import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { z } from 'zod';

import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';
import { signIn } from '@/lib/features/accounts/sign-in';
import { signToken, verifyToken } from '@/lib/features/accounts/tokens';
import { AppError } from '@/lib/kernel/errors';
import { parseUserId } from '@/lib/kernel/ids';

import { services } from './services';

const credentialsSchema = z.object({ email: z.string().max(320), password: z.string().max(1_000) });

/**
 * What the sign-in page reads from next-auth's `error`: `CredentialsSignin` (wrong), or one of these
 * codes, for throttling with the seconds to wait behind a colon.
 */
function signInFailure(error: unknown): Error {
  if (!(error instanceof AppError)) return new Error('internal');
  return new Error(
    error.retryAfterS === undefined ? error.code : `${error.code}:${error.retryAfterS}`,
  );
}

export function authOptions(): NextAuthOptions {
  const web = services();
  const secure = web.env.PUBLIC_URL?.startsWith('https:') === true;
  const cookie = { path: '/', sameSite: 'lax' as const, secure };

  return {
    secret: web.keys.derive('next-auth'),
    session: { strategy: 'jwt', maxAge: web.env.ACCESS_TOKEN_TTL_S },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    useSecureCookies: secure,
    cookies: {
      sessionToken: { name: SESSION_COOKIE, options: { ...cookie, httpOnly: true } },
      csrfToken: { name: 'atelier.csrf', options: { ...cookie, httpOnly: true } },
      callbackUrl: { name: 'atelier.callback', options: cookie },
    },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        async authorize(given, request) {
          const parsed = credentialsSchema.safeParse(given);
          if (!parsed.success) return null;
          const headers = request.headers as Record<string, string> | undefined;
          try {
            const user = await signIn(
              { users: web.db.users, throttle: web.throttle },
              { ...parsed.data, address: headers?.['x-atelier-client-ip'] ?? 'unknown' },
            );
            return { id: user.id, tokenVersion: user.tokenVersion };
          } catch (error) {
            if (error instanceof AppError && error.code === 'unauthenticated') return null;
            throw signInFailure(error);
          }
        },
      }),
    ],
    callbacks: {
      // `user` is there at sign-in only; later the decoded token comes back unchanged.
      jwt: ({ token, user }) =>
        (user as unknown) === undefined
          ? token
          : { sub: user.id, tokenVersion: (user as { tokenVersion?: number }).tokenVersion },
      session: ({ session }) => session,
    },
    jwt: {
      async encode({ token }) {
        const userId = parseUserId(token?.sub ?? '');
        if (token === undefined || userId === null) throw new Error('a session without a user');
        const user = { id: userId, tokenVersion: Number(token['tokenVersion']) };
        const sessionId = token['sessionId'] as string | undefined;
        return signToken(web.keys, user, 'access', web.env.ACCESS_TOKEN_TTL_S, sessionId);
      },
      async decode({ token }) {
        const [claims, caller] = await Promise.all([
          verifyToken(web.keys, token ?? '', 'access'),
          web.authenticator.fromAccessToken(token ?? ''),
        ]);
        if (claims === null || caller === null) return null;
        const { userId, tokenVersion, sessionId } = claims;
        return { sub: userId, name: caller.name, email: caller.email, tokenVersion, sessionId };
      },
    },
    logger: {
      error: (code) => web.log.warn({ code }, 'next-auth'),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}
