/**
 * Slots of one pool may have unlike nodes and models. The door judges a graph by those that are online
 * then; a slot that came later judges for itself whether the graph has to go to another one.
 */
import type { ObjectInfo } from '@/lib/comfy/object-info';
import { validatePrompt } from '@/lib/comfy/validation/validate-prompt';
import type { Graph, PromptRun } from '@/lib/domain/prompt-run';
import { isOnline } from '@/lib/domain/slot';

import type { WorkerContext } from './worker-context';

type Judged = Pick<PromptRun, 'pool' | 'outputNodes' | 'scheduling'>;

/** Whether all outputs that the run wants can be made. Its files are staged from the store, wherever it runs. */
function canRun(definitions: ObjectInfo, { outputNodes }: Judged, graph: Graph): boolean {
  const partialTargets = outputNodes.length === 0 ? null : outputNodes;
  const verdict = validatePrompt({
    ...{ prompt: graph, partialTargets, definitions },
    hasFile: () => true,
  });
  return verdict.valid && verdict.outputNodes.length >= outputNodes.length;
}

/**
 * @param objectInfo of the slot that has the run
 * @returns true when that slot lacks something and another one has all. When nobody has, the runner's
 *   own refusal says best what is wrong.
 */
export async function fitsElsewhere(
  { slots, objectInfos }: WorkerContext['db'],
  run: Judged,
  graph: Graph,
  objectInfo: Record<string, unknown>,
): Promise<boolean> {
  if (canRun(objectInfo as ObjectInfo, run, graph)) return false;
  const now = new Date();
  const online = (await slots.listAsSystem(run.pool)).filter((slot) => isOnline(slot, now));
  const hashes = new Set(online.flatMap((slot) => slot.objectInfoHash ?? []));
  for (const hash of hashes) {
    if (run.scheduling.without.includes(hash)) continue;
    const other = (await objectInfos.findAsSystem(hash)) as ObjectInfo | null;
    if (other !== null && canRun(other, run, graph)) return true;
  }
  return false;
}
