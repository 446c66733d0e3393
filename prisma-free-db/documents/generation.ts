import { z } from 'zod';

import { MEDIA_TYPES, type Generation } from '@/lib/domain/generation';

import { documentMapper } from '../document';
import { generationIdSchema, runIdSchema, userIdSchema } from './common';

const schema: z.ZodType<Generation> = z.object({
  id: generationIdSchema,
  userId: userIdSchema,
  runId: runIdSchema,
  promptId: z.string(),
  nodeId: z.string(),
  outputKey: z.string(),
  index: z.number().int(),
  type: z.enum(['output', 'temp']),
  subfolder: z.string(),
  filename: z.string(),
  mediaType: z.enum(MEDIA_TYPES),
  contentType: z.string(),
  s3Key: z.string(),
  thumbs: z.array(z.object({ width: z.number(), height: z.number(), key: z.string() })),
  thumbKey: z.string().nullable(),
  workflowId: z.string(),
  // Absent in documents of earlier versions.
  editorWorkflowId: z.string().nullable().default(null),
  prompt: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  bytes: z.number(),
  // Documents of earlier versions lack what follows.
  thumbHash: z.string().nullable().default(null),
  excerpt: z.string().nullable().default(null),
  mediaDurationMs: z.number().nullable().default(null),
  frames: z.number().nullable().default(null),
  models: z.array(z.string()).default([]),
  seeds: z.array(z.string()).default([]),
  device: z.string().nullable().default(null),
  durationMs: z.number().nullable().default(null),
  waitedMs: z.number().nullable().default(null),
  favourite: z.boolean().default(false),
  tags: z.array(z.string()).default([]),
  createdAt: z.date(),
  deletedAt: z.date().nullable(),
});

export const generationDocument = documentMapper('generation', schema);
