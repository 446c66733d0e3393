/** The body of `POST /queue` and `POST /history`: `{clear?: true, delete?: prompt id[]}`. */
import { z } from 'zod';

import type { PublicRequest } from '@/lib/gateway/route';
import { AppError } from '@/lib/kernel/errors';

const IDS_MAX = 10_000;

const schema = z.object({
  clear: z.unknown().optional(),
  // Ids that cannot be anybody's are ignored, like unknown ones.
  delete: z.array(z.unknown()).max(IDS_MAX).optional(),
});

/**
 * @returns the prompt ids to take out, `all`, or null for nothing
 * @throws AppError `bad_request`
 */
export async function readClearOrDelete(
  request: PublicRequest,
): Promise<readonly string[] | 'all' | null> {
  const parsed = schema.safeParse(await request.readJson());
  if (!parsed.success) {
    throw new AppError(
      'bad_request',
      `The body has to be {"clear": true} or {"delete": [prompt ids]} with at most ${IDS_MAX} ids.`,
    );
  }
  const { clear, delete: ids } = parsed.data;
  if (clear) return 'all';
  return ids?.filter((id) => typeof id === 'string') ?? null;
}
