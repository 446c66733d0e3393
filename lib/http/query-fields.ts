/** Fields that filters in addresses have in common. */
import { z } from 'zod';

const TEXT_MAX_LENGTH = 200;

/** A text to look for; an empty one is none. */
export const filterText = z
  .string()
  .trim()
  .max(TEXT_MAX_LENGTH)
  .transform((given) => (given === '' ? undefined : given))
  .optional();

/** Which page of a long list, from 1. */
export const pageNumber = z.coerce.number().int().min(1).max(100_000).default(1);
