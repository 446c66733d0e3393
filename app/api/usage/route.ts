import { z } from 'zod';

import { readUsage } from '@/lib/features/usage/read-usage';
import { userRoute } from '@/lib/http/route';

const query = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });

/** `GET ?days=30` → what the caller used: `{today, total, days, deviceSecondsPerDay}`. */
export const GET = userRoute({ query }, ({ caller, query: { days }, services: { db } }) =>
  readUsage(db.usage, caller, days),
);
