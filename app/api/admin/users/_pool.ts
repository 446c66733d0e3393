import { z } from 'zod';

/** The name of a pool of devices. */
export const poolName = z
  .string()
  .max(60)
  .refine((given) => /^[a-z0-9-]+$/.test(given), {
    error: 'want small letters, digits and dashes',
    params: { fault: 'slug' },
  });
