import type { Graph } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import type { GenerationId } from '@/lib/kernel/ids';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { findGeneration, noSuchGeneration } from './find-generation';

export interface GenerationGraph {
  /** The editor's workflow, as it was when the run was submitted; null when a script sent none. */
  readonly workflow: unknown;
  /** The graph in API format. */
  readonly prompt: Graph;
}

/** The graph that made a generation. */
export async function readGraph(
  deps: {
    generations: Pick<GenerationRepository, 'find'>;
    promptRuns: Pick<PromptRunRepository, 'findGraph'>;
  },
  caller: Caller,
  id: GenerationId,
): Promise<GenerationGraph> {
  const generation = await findGeneration(deps.generations, caller, id);
  const found = await deps.promptRuns.findGraph(caller.userId, generation.runId);
  if (found === null) throw noSuchGeneration();
  const pngInfo = found.extraData['extra_pnginfo'];
  const workflow =
    typeof pngInfo === 'object' && pngInfo !== null
      ? (pngInfo as Record<string, unknown>)['workflow']
      : undefined;
  return { workflow: workflow ?? null, prompt: found.graph };
}
