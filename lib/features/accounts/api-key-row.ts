import type { ApiKey, Scope } from '@/lib/domain/api-key';

/** A key as its owner is shown it; neither the secret nor its hash. */
export interface ApiKeyRow {
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export function toApiKeyRow({ id, label, scopes, createdAt, lastUsedAt }: ApiKey): ApiKeyRow {
  return {
    id,
    label,
    scopes,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
