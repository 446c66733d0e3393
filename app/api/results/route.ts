import { z } from 'zod';

import { listResults } from '@/lib/features/results/list-results';
import { userRoute } from '@/lib/http/route';

const query = z.object({
  before: z.string().max(64).nullable().default(null),
  workflow: z.string().max(200).nullable().default(null),
  limit: z.coerce.number().int().min(1).max(100).default(40),
});

/** `GET [?before=…][&workflow=…][&limit=n]` → the caller's results for the studio's panel, newest first. */
export const GET = userRoute({ query }, ({ caller, query: asked, services: { db } }) =>
  listResults(db, caller, asked),
);
