/** What the janitor decided about letting work in. Doors ask once a second, and never wait for it. */
import type { Redis } from 'ioredis';

import { OPEN, type Admission } from '@/lib/domain/admission';

export interface AdmissionReader {
  /** As it was known a second ago; open while nobody knows. */
  forPool(pool: string): Admission;
}

export const admissionKey = (prefix: string): string => `${prefix}:admission`;

const FRESH_MS = 1_000;

export function createAdmissionReader(redis: Redis, prefix: string): AdmissionReader {
  let known: Readonly<Record<string, Admission>> = {};
  let askedMs = 0;

  async function ask(): Promise<void> {
    const text = await redis.get(admissionKey(prefix));
    known = text === null ? {} : (JSON.parse(text) as typeof known);
  }

  return {
    forPool(pool) {
      if (Date.now() - askedMs > FRESH_MS) {
        askedMs = Date.now();
        ask().catch(() => (known = {}));
      }
      return known[pool] ?? OPEN;
    },
  };
}
