/** `/queue` and `/interrupt`. */
import { z } from 'zod';

import { cancelRunning } from '@/lib/features/prompts/cancel-running';
import type { CancelDeps } from '@/lib/features/prompts/cancel-run';
import { cancelWaiting } from '@/lib/features/prompts/cancel-waiting';
import { listQueue } from '@/lib/features/prompts/list-queue';
import { empty, json } from '@/lib/gateway/reply';
import type { GatewayRequest, Route } from '@/lib/gateway/route';
import { AppError } from '@/lib/kernel/errors';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { readClearOrDelete } from './clear-or-delete';
import { ownRoute } from './own-route';

export function queueRoutes(runs: PromptRunRepository, cancel: CancelDeps): readonly Route[] {
  return [
    ownRoute('GET', 'twin', '/queue', async ({ caller }) => {
      const { running, waiting } = await listQueue(runs, cancel.producer, caller.userId);
      return json({ queue_running: running, queue_pending: waiting });
    }),
    ownRoute('POST', 'twin', '/queue', async (request) => {
      const which = await readClearOrDelete(request);
      if (which !== null) await cancelWaiting(cancel, request.caller.userId, which);
      return empty();
    }),
    ownRoute('POST', 'twin', '/interrupt', async (request) => {
      const promptId = await readInterrupted(request);
      await cancelRunning(cancel, request.caller.userId, promptId);
      return empty();
    }),
  ];
}

const interruptSchema = z.object({ prompt_id: z.string().nullish() });

/**
 * Editors send an empty body to interrupt whatever runs; ComfyUI takes broken JSON for one too.
 * @returns null: all of the caller's running runs
 */
async function readInterrupted(request: GatewayRequest): Promise<string | null> {
  const text = (await request.readBytes()).toString('utf8');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = interruptSchema.safeParse(body);
  if (!parsed.success) {
    throw new AppError('bad_request', 'The body has to be empty or {"prompt_id": "…"}.');
  }
  const { prompt_id: promptId } = parsed.data;
  return promptId === undefined || promptId === '' ? null : promptId;
}
