/** Queueing, looking at and ending prompts. */
import { randomUUID } from 'node:crypto';

import { validatePrompt } from '@/lib/comfy/validation/validate-prompt';

import { describeHistory, itemTuple, type HistoryEntry } from '../engine/prompt-queue';
import { hasFile } from '../files/tenant-folders';
import { readBody, readJsonObject, sendJson, sendStatus, textsOf } from './http';
import type { Route, RouteContext } from './routes';

function problem(type: string, message: string) {
  return { error: { type, message, details: '', extra_info: {} }, node_errors: {} };
}

function recordOf(value: unknown): Record<string, unknown> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : {};
}

async function postPrompt({ runner, tenant, request, response, limits }: RouteContext) {
  const body = await readJsonObject(request, limits.maxJsonBytes);
  if (body['prompt'] === undefined) {
    sendJson(response, problem('no_prompt', 'No prompt provided'), 400);
    return;
  }
  const { prompt_id: given, client_id: clientId, extra_data: extra } = body;
  const promptId = typeof given === 'string' && given !== '' ? given : randomUUID();
  const extraData = recordOf(extra);
  if (typeof clientId === 'string') extraData['client_id'] = clientId;
  const targets = body['partial_execution_targets'];
  const folders = await runner.foldersOf(tenant);
  const checked = validatePrompt({
    prompt: body['prompt'],
    partialTargets: Array.isArray(targets) ? textsOf(targets) : null,
    definitions: runner.definitions,
    hasFile: (file) => hasFile(folders[file.type], file.path),
  });
  if (!checked.valid) {
    sendJson(response, { error: checked.error, node_errors: checked.nodeErrors }, 400);
    return;
  }
  if (runner.queue.isTaken(promptId, tenant)) {
    sendJson(response, problem('prompt_id_in_use', 'A prompt with this id is known already'), 409);
    return;
  }
  const number = runner.queue.nextNumber(body['front'] === true);
  const listener = extraData['client_id'];
  runner.submit({
    tenant,
    number,
    promptId,
    graph: checked.graph,
    extraData,
    clientId: typeof listener === 'string' ? listener : null,
    outputNodes: checked.outputNodes,
  });
  sendJson(response, { prompt_id: promptId, number, node_errors: checked.nodeErrors });
}

function getQueue({ runner, tenant, response }: RouteContext): void {
  const running = runner.queue.running(tenant);
  sendJson(response, {
    queue_running: running === null ? [] : [itemTuple(running)],
    queue_pending: runner.queue.waiting(tenant).map(itemTuple),
  });
}

async function postQueue({ runner, tenant, request, response, limits }: RouteContext) {
  const body = await readJsonObject(request, limits.maxJsonBytes);
  const ids = new Set(textsOf(body['delete']));
  const all = body['clear'] === true;
  const removed = runner.queue.removeWaiting(tenant, (promptId) => all || ids.has(promptId));
  for (const owner of new Set(removed)) runner.announceQueue(owner);
  sendStatus(response, 200);
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** ComfyUI's window: `max_items` from `offset`; without an offset the last ones. */
function selectHistory(entries: readonly HistoryEntry[], query: URLSearchParams): HistoryEntry[] {
  const max = wholeNumber(query.get('max_items'));
  const offset = wholeNumber(query.get('offset')) ?? -1;
  const start = offset < 0 ? Math.max(0, max === null ? 0 : entries.length - max) : offset;
  return entries.slice(start, max === null ? undefined : start + Math.max(max, 0));
}

function getHistory({ runner, tenant, response, query }: RouteContext): void {
  const entries = selectHistory(runner.queue.finished(tenant), query);
  const described = entries.map((entry) => [entry.item.promptId, describeHistory(entry)] as const);
  sendJson(response, Object.fromEntries(described));
}

function getOneHistory({ runner, tenant, response, parameter }: RouteContext): void {
  const entry = runner.queue.findFinished(tenant, parameter);
  sendJson(response, entry === null ? {} : { [parameter]: describeHistory(entry) });
}

async function postHistory({ runner, tenant, request, response, limits }: RouteContext) {
  const body = await readJsonObject(request, limits.maxJsonBytes);
  const ids = new Set(textsOf(body['delete']));
  const all = body['clear'] === true;
  runner.queue.removeFinished(tenant, (promptId) => all || ids.has(promptId));
  sendStatus(response, 200);
}

/** An unreadable or empty body means: whatever runs. */
async function postInterrupt({ runner, tenant, request, response, limits }: RouteContext) {
  const body = await readBody(request, limits.maxJsonBytes);
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    parsed = null;
  }
  const promptId = recordOf(parsed)['prompt_id'];
  runner.interrupt(tenant, typeof promptId === 'string' && promptId !== '' ? promptId : null);
  sendStatus(response, 200);
}

export const promptRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/prompt',
    handle: ({ runner, tenant, response }) => sendJson(response, runner.statusFor(tenant)),
  },
  { method: 'POST', path: '/prompt', handle: postPrompt },
  { method: 'GET', path: '/queue', handle: getQueue },
  { method: 'POST', path: '/queue', handle: postQueue },
  { method: 'GET', path: '/history', handle: getHistory },
  { method: 'GET', path: '/history/*', handle: getOneHistory },
  { method: 'POST', path: '/history', handle: postHistory },
  { method: 'POST', path: '/interrupt', handle: postInterrupt },
];
