/** `POST /prompt`, and `GET /prompt`, which an editor without a socket asks every second. */
import { promptError, type NodeErrorMap, type PromptError } from '@/lib/comfy/prompt-error';
import { laneOf, parsePromptRequest } from '@/lib/comfy/prompt-request';
import { countActive } from '@/lib/features/prompts/list-queue';
import { submitPrompt, type SubmitDeps } from '@/lib/features/prompts/submit-prompt';
import { json, type Reply } from '@/lib/gateway/reply';
import type { GatewayRequest, Route } from '@/lib/gateway/route';
import { parseExactJson } from '@/lib/kernel/exact-json';

import { ownRoute } from './own-route';

export function submitRoutes(deps: SubmitDeps): readonly Route[] {
  return [
    ownRoute('POST', 'twin', '/prompt', (request) => submit(deps, request)),
    ownRoute('GET', 'twin', '/prompt', async ({ caller }) => {
      const remaining = await countActive(deps.promptRuns, caller.userId);
      return json({ exec_info: { queue_remaining: remaining } });
    }),
  ];
}

async function submit(deps: SubmitDeps, request: GatewayRequest): Promise<Reply> {
  const text = (await request.readBytes()).toString('utf8');
  let body: unknown;
  try {
    body = parseExactJson(text);
  } catch {
    return refused(promptError('invalid_json', 'The body is not valid JSON.'));
  }
  const parsed = parsePromptRequest(body);
  if ('error' in parsed) return refused(parsed.error);
  const { query, headers, caller } = request;
  const asked = query.get('lane') ?? headers['x-atelier-lane'] ?? parsed.request.extraData['lane'];
  const lane = laneOf(asked);
  if (lane === null) {
    return refused(promptError('invalid_lane', 'The lane is "interactive" or "background".'));
  }
  const submission = await submitPrompt(deps, caller, parsed.request, lane);
  if (!submission.accepted) return refused(submission.error, submission.nodeErrors);
  const { promptId, number, nodeErrors } = submission;
  return json({ prompt_id: promptId, number, node_errors: nodeErrors });
}

function refused(error: PromptError, nodeErrors: NodeErrorMap = {}): Reply {
  return json({ error, node_errors: nodeErrors }, 400);
}
