import { z } from 'zod';

import { DEVICE_KINDS } from '@/lib/domain/device';
import { WORKSPACE_REASONS, WORKSPACE_STATES, type Workspace } from '@/lib/domain/workspace';

import { documentMapper } from '../document';
import { userIdSchema } from './common';

const schema: z.ZodType<Workspace> = z.object({
  id: z.string(),
  userId: userIdSchema,
  place: z.string(),
  state: z.enum(WORKSPACE_STATES),
  pool: z.string(),
  kind: z.enum(DEVICE_KINDS).nullable(),
  nonce: z.string(),
  tokenHash: z.string(),
  lease: z
    .object({ workerId: z.string(), slotId: z.string(), bootId: z.string(), until: z.date() })
    .nullable(),
  device: z.string(),
  outsidePort: z.number().nullable(),
  runner: z.object({ host: z.string(), port: z.number(), signature: z.string() }).nullable(),
  isolation: z.string(),
  idleTimeoutS: z.number(),
  activityAt: z.date(),
  extendedUntil: z.date().nullable(),
  restarts: z.number(),
  endRequested: z.enum(['idle', 'by-owner', 'by-admin']).nullable(),
  reason: z.enum(WORKSPACE_REASONS),
  detail: z.string(),
  createdAt: z.date(),
  readyAt: z.date().nullable(),
  endedAt: z.date().nullable(),
});

export const workspaceDocument = documentMapper('workspace', schema);
