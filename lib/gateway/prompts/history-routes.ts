/** `/history`: what older editors and scripts read; the newest editor reads the jobs API. */
import { deleteHistory } from '@/lib/features/prompts/delete-history';
import { findHistoryEntry, listHistory } from '@/lib/features/prompts/list-history';
import { empty, json } from '@/lib/gateway/reply';
import type { Route } from '@/lib/gateway/route';
import { AppError } from '@/lib/kernel/errors';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { readClearOrDelete } from './clear-or-delete';
import { ownRoute } from './own-route';

export function historyRoutes(runs: PromptRunRepository): readonly Route[] {
  return [
    ownRoute('GET', 'twin', '/history', async ({ caller, query }) => {
      const offset = wholeNumber(query, 'offset') ?? -1;
      const maxItems = wholeNumber(query, 'max_items');
      const page = { maxItems, offset: offset < 0 ? null : offset };
      return json(await listHistory(runs, caller.userId, page));
    }),
    ownRoute('GET', 'twin', '/history/{promptId}', async ({ caller, params }) =>
      json(await findHistoryEntry(runs, caller.userId, params['promptId'] ?? '')),
    ),
    ownRoute('POST', 'twin', '/history', async (request) => {
      const which = await readClearOrDelete(request);
      if (which !== null) await deleteHistory(runs, request.caller.userId, which);
      return empty();
    }),
  ];
}

/** @throws AppError `bad_request` */
function wholeNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^-?\d{1,9}$/.test(text)) {
    throw new AppError('bad_request', `"${name}" has to be a whole number.`);
  }
  return Number(text);
}
