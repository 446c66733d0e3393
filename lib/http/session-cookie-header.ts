import type { User } from '@/lib/domain/user';
import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';
import { signToken } from '@/lib/features/accounts/tokens';

import type { WebServices } from './services';

/** A `Set-Cookie` value that gives the browser a new session of the user. */
export async function sessionCookie({ keys, env }: WebServices, user: User): Promise<string> {
  const token = await signToken(keys, user, 'access', env.ACCESS_TOKEN_TTL_S);
  const secure = env.PUBLIC_URL?.startsWith('https:') === true ? '; Secure' : '';
  const life = `Max-Age=${env.ACCESS_TOKEN_TTL_S}`;
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax; ${life}${secure}`;
}
