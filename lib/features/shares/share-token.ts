import { createHash } from 'node:crypto';

import { randomToken } from '@/lib/kernel/ids';

const TOKEN_BYTES = 24;
const TOKEN = /^[\w-]{32}$/;

/** @returns a new link's token: 192 random bits */
export const newShareToken = (): string => randomToken(TOKEN_BYTES);

/** The id under which a token's share lies. @returns null for what can be no token */
export function shareIdOf(token: string): string | null {
  return TOKEN.test(token) ? createHash('sha256').update(`share\0${token}`).digest('hex') : null;
}
