/** The caller of a page, for server components. */
import { cookies } from 'next/headers';

import type { Caller } from '@/lib/domain/user';
import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';

import { services } from './services';

/** @returns null when nobody is signed in */
export async function readSession(): Promise<Caller | null> {
  const token = (await cookies()).get(SESSION_COOKIE)?.value;
  return token === undefined ? null : services().authenticator.fromAccessToken(token);
}
