/** The text of an API key: `atk_<id>_<secret>`. Only the secret's hash is stored. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { API_KEY_PREFIX, type ApiKey } from '@/lib/domain/api-key';

const ID_BYTES = 12;
const SECRET_BYTES = 32;
const FORM = /^atk_([0-9a-f]{24})_([\w-]{43})$/;

export interface ApiKeyToken {
  readonly id: string;
  /** 32 random bytes in URL-safe base 64. */
  readonly secret: string;
}

export function newApiKeyToken(): ApiKeyToken {
  return {
    id: randomBytes(ID_BYTES).toString('hex'),
    secret: randomBytes(SECRET_BYTES).toString('base64url'),
  };
}

export function formatApiKey({ id, secret }: ApiKeyToken): string {
  return `${API_KEY_PREFIX}${id}_${secret}`;
}

/** @returns null for what does not have the form of a key */
export function parseApiKey(text: string): ApiKeyToken | null {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** In constant time: how long it takes tells nothing of the stored hash. */
export function isSecretOf(key: Pick<ApiKey, 'secretHash'>, secret: string): boolean {
  const [given, stored] = [Buffer.from(hashSecret(secret)), Buffer.from(key.secretHash)];
  return given.length === stored.length && timingSafeEqual(given, stored);
}
