import { z } from 'zod';

import { ACTS, TARGET_KINDS, type AuditEntry } from '@/lib/domain/audit';

import { documentMapper } from '../document';
import { looseObject, userIdSchema } from './common';

const facts = looseObject<Record<string, unknown>>().nullable();

const schema: z.ZodType<AuditEntry> = z.object({
  id: z.string(),
  at: z.date(),
  act: z.enum(ACTS),
  actorId: userIdSchema,
  actorEmail: z.string(),
  targetKind: z.enum(TARGET_KINDS),
  targetId: z.string(),
  targetName: z.string(),
  before: facts,
  after: facts,
  address: z.string(),
  problem: z.string().nullable(),
});

export const auditEntryDocument = documentMapper('audit entry', schema);
