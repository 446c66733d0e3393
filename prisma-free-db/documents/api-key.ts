import { z } from 'zod';

import { SCOPES, type ApiKey } from '@/lib/domain/api-key';

import { documentMapper } from '../document';
import { userIdSchema } from './common';

const schema: z.ZodType<ApiKey> = z.object({
  id: z.string(),
  userId: userIdSchema,
  label: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  secretHash: z.string(),
  createdAt: z.date(),
  lastUsedAt: z.date().nullable(),
});

export const apiKeyDocument = documentMapper('API key', schema);
