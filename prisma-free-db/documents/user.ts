import { z } from 'zod';

import { ROLES, USER_STATUSES, type User } from '@/lib/domain/user';

import { documentMapper } from '../document';
import { userIdSchema } from './common';

const schema: z.ZodType<User> = z.object({
  id: userIdSchema,
  email: z.string(),
  name: z.string(),
  pwdHash: z.string(),
  role: z.enum(ROLES),
  status: z.enum(USER_STATUSES),
  tokenVersion: z.number().int(),
  endedSessions: z.array(z.object({ sessionId: z.string(), until: z.date() })),
  mustChangePassword: z.boolean(),
  pool: z.string(),
  createdAt: z.date(),
});

export const userDocument = documentMapper('user', schema);
