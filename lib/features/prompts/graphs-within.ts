/** Graphs for an answer that shows many runs: whole ones until there are enough bytes, none after. */
import type { PromptRun, RunGraph } from '@/lib/domain/prompt-run';
import type { RunId, UserId } from '@/lib/kernel/ids';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

/** A graph and its workflow may have 15 MiB, and an answer holds them as objects and as one text. */
const BYTES_MAX = 64 * 1024 * 1024;
/** Graphs of earlier versions have no size before they are read, so few are read at a time. */
const UNSIZED_AT_A_TIME = 8;

/**
 * @param wanted the first ones matter most
 * @returns by run id; runs that are shown without their graph have none
 */
export async function graphsWithin(
  runs: Pick<PromptRunRepository, 'findGraphs'>,
  userId: UserId,
  wanted: readonly PromptRun[],
): Promise<Map<RunId, RunGraph>> {
  const graphs = new Map<RunId, RunGraph>();
  let room = BYTES_MAX;
  let next = 0;
  while (next < wanted.length && room > 0) {
    const batch = batchOf(wanted.slice(next), room);
    next += batch.length;
    const ids = batch.map(({ id }) => id);
    const found = await runs.findGraphs(userId, ids);
    for (const { id, graphBytes } of batch) {
      const graph = found.get(id);
      if (graph === undefined || room <= 0) continue;
      graphs.set(id, graph);
      room -= graphBytes ?? bytesOf(graph);
    }
  }
  return graphs;
}

/** The next ones that are read together: one passes the room at most, or some are not known to. */
function batchOf(runs: readonly PromptRun[], room: number): PromptRun[] {
  const batch: PromptRun[] = [];
  let left = room;
  let unsized = 0;
  for (const run of runs) {
    if (left <= 0 || unsized === UNSIZED_AT_A_TIME) break;
    batch.push(run);
    left -= run.graphBytes ?? 0;
    if (run.graphBytes === null) unsized += 1;
  }
  return batch;
}

function bytesOf({ graph, extraData }: RunGraph): number {
  return Buffer.byteLength(JSON.stringify({ graph, extraData }));
}
