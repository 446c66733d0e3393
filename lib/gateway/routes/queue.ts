/** The caller's own queue for our pages and for scripts: counts, places, waits; pause, order. */
import { z } from 'zod';

import { moveRun, type MoveDeps } from '@/lib/features/scheduling/move-run';
import { setQueuePaused, type PauseDeps } from '@/lib/features/scheduling/pause-queue';
import type { QueueReader } from '@/lib/features/scheduling/read-queue';
import { AppError } from '@/lib/kernel/errors';
import { isCanonicalUuid } from '@/lib/kernel/ids';

import { empty, json } from '../reply';
import { userRoute, type GatewayRequest, type Route } from '../route';

export interface QueueRoutesDeps extends MoveDeps, PauseDeps {
  readonly producer: MoveDeps['producer'] & PauseDeps['producer'];
  readonly queue: QueueReader;
}

const SHOWN_MAX = 100;
const pageSchema = z.object({
  from: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(0).max(SHOWN_MAX).default(50),
});
const pauseSchema = z.object({ paused: z.boolean() });
const moveSchema = z.object({ before: z.string().refine(isCanonicalUuid).nullable() });

export function queueRoutes({ queue, ...deps }: QueueRoutesDeps): Route[] {
  return [
    // {waiting, running, paused}
    userRoute('GET root /api/queue', 'queue', async ({ caller }) =>
      json(await queue.counts(caller)),
    ),
    // The same, and `runs` with place, wait and state: the running ones first.
    userRoute('GET root /api/queue/runs', 'queue', async ({ caller, query }) => {
      const parsed = pageSchema.safeParse(Object.fromEntries(query));
      if (!parsed.success) {
        throw new AppError('bad_request', `from counts from 0, limit goes up to ${SHOWN_MAX}.`);
      }
      return json(await queue.page(caller, parsed.data.from, parsed.data.limit));
    }),
    userRoute('POST root /api/queue/pause', 'queue', async (request) => {
      const { paused } = await read(request, pauseSchema, '{"paused": true or false}');
      await setQueuePaused(deps, request.caller, paused);
      queue.forget(request.caller);
      return empty(204);
    }),
    userRoute('POST root /api/queue/runs/{promptId}/move', 'queue', async (request) => {
      const form = '{"before": the id of a waiting prompt, or null for the first place}';
      const { before } = await read(request, moveSchema, form);
      await moveRun(deps, request.caller, request.params['promptId'] ?? '', before);
      queue.forget(request.caller);
      return empty(204);
    }),
  ];
}

async function read<T>(request: GatewayRequest, schema: z.ZodType<T>, form: string): Promise<T> {
  const parsed = schema.safeParse(await request.readJson());
  if (!parsed.success) throw new AppError('bad_request', `The body has to be ${form}.`);
  return parsed.data;
}
