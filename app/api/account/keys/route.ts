import { z } from 'zod';

import { SCOPES } from '@/lib/domain/api-key';
import { toApiKeyRow } from '@/lib/features/accounts/api-key-row';
import { createApiKey } from '@/lib/features/accounts/create-api-key';
import { userRoute } from '@/lib/http/route';

const body = z.object({ label: z.string().max(1_000), scopes: z.array(z.enum(SCOPES)).max(10) });

/** `GET` → `{keys}` of the caller, newest first. A key cannot look at keys. */
export const GET = userRoute({ needs: 'session' }, async ({ caller, services: { db } }) => ({
  keys: (await db.apiKeys.list(caller.userId)).map(toApiKeyRow),
}));

/** `POST {label, scopes}` → `{key, text}`; `text` is the API key itself and is shown this once. */
export const POST = userRoute(
  { body, needs: 'session' },
  async ({ caller, body: given, services: { db } }) => {
    const { key, text } = await createApiKey(db, caller, given);
    return { key: toApiKeyRow(key), text };
  },
);
