import { z } from 'zod';

import { eachLimit, type Limits } from '@/lib/domain/limits';
import { ROLES, USER_STATUSES, type Leaving, type User } from '@/lib/domain/user';

import { documentMapper } from '../document';
import { userIdSchema } from './common';

const amount = z.number().min(0).nullable().optional();
const names = z.array(z.string()).nullable().optional();

const limits = z.object(eachLimit(amount, names)) as z.ZodType<Partial<Limits>>;

const leaving: z.ZodType<Leaving> = z.object({
  from: z.date(),
  pictures: z.enum(['delete', 'give']),
  queue: z.enum(['cancel', 'finish']),
  graphs: z.enum(['delete', 'give']),
  heirId: userIdSchema.nullable(),
});

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
  limits: limits.default({}),
  leaving: leaving.nullable().default(null),
  createdAt: z.date(),
});

export const userDocument = documentMapper('user', schema);
