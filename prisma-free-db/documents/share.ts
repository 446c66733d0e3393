import { z } from 'zod';

import { MEDIA_TYPES } from '@/lib/domain/generation';
import { SHARE_MODES, type Share } from '@/lib/domain/share';

import { documentMapper } from '../document';
import { generationIdSchema, userIdSchema } from './common';

const schema: z.ZodType<Share> = z.object({
  id: z.string(),
  userId: userIdSchema,
  mode: z.enum(SHARE_MODES),
  items: z.array(
    z.object({
      generationId: generationIdSchema,
      mediaType: z.enum(MEDIA_TYPES),
      contentType: z.string(),
      filename: z.string(),
      key: z.string(),
      bytes: z.number(),
      width: z.number().nullable(),
      height: z.number().nullable(),
    }),
  ),
  views: z.number(),
  lastViewedAt: z.date().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
});

export const shareDocument = documentMapper('share', schema);
