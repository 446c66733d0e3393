/**
 * A workspace's token: 32 characters, new for each start, made from random bytes and a secret of the
 * web processes. Documents hold the random part and the token's hash; neither opens anything.
 */
import { createHash, createHmac } from 'node:crypto';

export const TOKEN_LENGTH = 32;
const TOKEN = /^[\w-]{32}$/;

/** @param secret derived from the signing keys for this purpose */
export function workspaceToken(secret: string, workspaceId: string, nonce: string): string {
  return createHmac('sha256', secret)
    .update(`${workspaceId}\0${nonce}`)
    .digest('base64url')
    .slice(0, TOKEN_LENGTH);
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a text has a token's form; others need not be looked for. */
export const isTokenShaped = (text: string): boolean => TOKEN.test(text);
