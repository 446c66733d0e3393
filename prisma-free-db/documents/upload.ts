import { z } from 'zod';

import { FILE_TYPES, type Upload } from '@/lib/domain/upload';

import { documentMapper } from '../document';
import { uploadIdSchema, userIdSchema } from './common';

const schema: z.ZodType<Upload> = z.object({
  id: uploadIdSchema,
  userId: userIdSchema,
  type: z.enum(FILE_TYPES),
  subfolder: z.string(),
  name: z.string(),
  contentHash: z.string(),
  contentType: z.string(),
  bytes: z.number(),
  s3Key: z.string(),
  createdAt: z.date(),
});

export const uploadDocument = documentMapper('upload', schema);
