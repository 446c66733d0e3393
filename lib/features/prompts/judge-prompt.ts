/**
 * What a posted prompt comes to: whether its pool can run it and its user may, which files it reads, and
 * whether its result is stored already. Writes nothing.
 */
import type { PromptRequest } from '@/lib/comfy/prompt-request';
import { validateForSets, type SetsVerdict } from '@/lib/comfy/validation/validate-for-sets';
import type { FileCheck } from '@/lib/comfy/validation/validation-context';
import { workflowIdOf } from '@/lib/comfy/workflow-id';
import type { PromptRun } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import type { ObjectInfoReader } from '@/lib/features/object-info/read-object-info';
import type { OnlineSlots } from '@/lib/features/slots/list-online-slots';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

import { checkAllowed } from './check-limits';
import type { Quarantine } from './quarantine';
import { resolveInputs, type ResolveInputsDeps } from './resolve-inputs';
import { findReusable, reuseKeyOf, type ReuseDeps } from './reuse-result';

export interface JudgeDeps extends ResolveInputsDeps {
  readonly quarantine: Quarantine;
  readonly objectInfo: ObjectInfoReader;
  readonly online: OnlineSlots;
  /** Null: the installation runs everything anew. */
  readonly reuse: ReuseDeps | null;
  readonly log: Logger;
}

export interface AcceptedPrompt {
  readonly valid: true;
  readonly verdict: Extract<SetsVerdict, { valid: true }>;
  /** What of its run is known by now. */
  readonly asked: Pick<PromptRun, 'workflowId' | 'outputNodes' | 'inputs' | 'pool' | 'reuseKey'>;
  /** A run whose stored result is this one's, too. */
  readonly earlier: PromptRun | null;
}

const RETRY_AFTER_S = 10;

/** @throws AppError `forbidden` (node types, models, a graph in quarantine), `unavailable` (no nodes are known) */
export async function judgePrompt(
  deps: JudgeDeps,
  caller: Caller,
  { prompt, partialTargets, force }: PromptRequest,
): Promise<AcceptedPrompt | Extract<SetsVerdict, { valid: false }>> {
  const { userId, pool } = caller;
  const [offered, slots] = await Promise.all([
    deps.objectInfo.forPool(pool),
    deps.reuse === null ? [] : deps.online.forPool(pool),
  ]);
  if (offered.sets.length === 0) {
    throw new AppError(
      'unavailable',
      `No runner of the pool "${pool}" has said yet which nodes it has. Try again in a moment.`,
      { reason: 'nodes_unknown', retryAfterS: RETRY_AFTER_S },
    );
  }
  const files = await resolveInputs(deps, userId, prompt, offered.definitions);
  const hasFile: FileCheck = (file) => files.has(file);
  const verdict = validateForSets({ prompt, partialTargets, hasFile }, offered);
  if (!verdict.valid) return verdict;
  checkAllowed(caller, verdict.graph);

  const workflowId = workflowIdOf(verdict.graph);
  const run = { workflowId, outputNodes: verdict.outputNodes, inputs: files.inputs, pool };
  const reuseKey = reuseKeyOf({ ...verdict, run, version: offered.version, slots });
  const [earlier] = await Promise.all([
    force ? null : findEarlier(deps, userId, reuseKey),
    deps.quarantine.requireAllowed(userId, workflowId),
  ]);
  return { valid: true, verdict, asked: { ...run, reuseKey }, earlier };
}

/** What cannot be found out is run. */
async function findEarlier(
  { reuse, log }: JudgeDeps,
  userId: UserId,
  reuseKey: string | null,
): Promise<PromptRun | null> {
  if (reuse === null || reuseKey === null) return null;
  try {
    return await findReusable(reuse, userId, reuseKey);
  } catch (error) {
    log.warn({ userId, error: errorMessage(error) }, 'stored results were not looked at');
    return null;
  }
}
