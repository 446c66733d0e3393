/** Slots of one pool may have different nodes: whether a graph has to go to another one. */
import type { Graph } from '@/lib/domain/prompt-run';
import { isOnline } from '@/lib/domain/slot';

import type { WorkerContext } from './worker-context';

const hasAll = (objectInfo: object, graph: Graph): boolean =>
  Object.values(graph).every((node) => Object.hasOwn(objectInfo, node.class_type));

/**
 * @param objectInfo of the slot that has the run
 * @returns true when that slot lacks a node and another one has them all. When nobody has, the runner's
 *   own refusal says best what is wrong.
 */
export async function fitsElsewhere(
  { slots, objectInfos }: WorkerContext['db'],
  pool: string,
  graph: Graph,
  objectInfo: object,
): Promise<boolean> {
  if (hasAll(objectInfo, graph)) return false;
  const now = new Date();
  const online = (await slots.listAsSystem(pool)).filter((slot) => isOnline(slot, now));
  for (const hash of new Set(online.map((slot) => slot.objectInfoHash))) {
    const other = hash === null ? null : await objectInfos.findAsSystem(hash);
    if (other !== null && hasAll(other, graph)) return true;
  }
  return false;
}
