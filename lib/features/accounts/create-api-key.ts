import {
  API_KEY_LABEL_MAX_LENGTH,
  API_KEYS_PER_USER_MAX,
  SCOPES,
  type ApiKey,
  type Scope,
} from '@/lib/domain/api-key';
import { may } from '@/lib/domain/permissions';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { ApiKeyRepository } from '@/prisma-free-db/repositories/api-keys';

import { formatApiKey, hashSecret, newApiKeyToken } from './api-key-token';

export interface NewApiKey {
  readonly label: string;
  readonly scopes: readonly Scope[];
}

/**
 * Makes an API key of the caller.
 * @returns the key as stored, and its text, which nobody can read again
 * @throws AppError `invalid_input` (label, scopes), `forbidden` (`admin` for somebody who is none,
 *   or a role without keys), `conflict` (too many keys)
 */
export async function createApiKey(
  { apiKeys }: { apiKeys: Pick<ApiKeyRepository, 'create' | 'count'> },
  caller: Caller,
  input: NewApiKey,
): Promise<{ key: ApiKey; text: string }> {
  if (!may(caller.role, 'keys.make')) {
    throw new AppError('forbidden', 'Your role may not make API keys. Ask an admin.', {
      reason: 'keys_not_allowed',
    });
  }
  const label = input.label.trim();
  if (label === '' || label.length > API_KEY_LABEL_MAX_LENGTH) {
    throw new AppError(
      'invalid_input',
      `body.label: want 1 to ${API_KEY_LABEL_MAX_LENGTH} characters that say what the key is for.`,
      { reason: 'key_label', facts: { limit: API_KEY_LABEL_MAX_LENGTH } },
    );
  }
  const scopes = SCOPES.filter((scope) => input.scopes.includes(scope));
  if (scopes.length === 0) {
    throw new AppError('invalid_input', `body.scopes: want at least one of ${SCOPES.join(', ')}.`, {
      reason: 'key_scopes',
    });
  }
  if (scopes.includes('admin') && caller.role !== 'admin') {
    throw new AppError('forbidden', 'Only admins may make keys with the scope "admin".', {
      reason: 'admin_key',
    });
  }
  if ((await apiKeys.count(caller.userId)) >= API_KEYS_PER_USER_MAX) {
    throw new AppError(
      'conflict',
      `You have ${API_KEYS_PER_USER_MAX} API keys, which is the most. Revoke one first.`,
      { reason: 'key_limit', facts: { limit: API_KEYS_PER_USER_MAX } },
    );
  }
  const token = newApiKeyToken();
  const key: ApiKey = {
    id: token.id,
    userId: caller.userId,
    label,
    scopes,
    secretHash: hashSecret(token.secret),
    createdAt: new Date(),
    lastUsedAt: null,
  };
  await apiKeys.create(key);
  return { key, text: formatApiKey(token) };
}
