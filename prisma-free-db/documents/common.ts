/** Pieces that several documents share. */
import { z } from 'zod';

import type { GenerationId, RunId, UploadId, UserId } from '@/lib/kernel/ids';

const text = (value: unknown): boolean => typeof value === 'string' && value.length > 0;

export const userIdSchema = z.custom<UserId>(text, 'want a user id');
export const runIdSchema = z.custom<RunId>(text, 'want a run id');
export const generationIdSchema = z.custom<GenerationId>(text, 'want a generation id');
export const uploadIdSchema = z.custom<UploadId>(text, 'want an upload id');

/** A plain object whose inside is ComfyUI's business. */
export const looseObject = <T extends object>(): z.ZodType<T> =>
  z.custom<T>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'want an object',
  );
