/** Finds the files that a node reports, stores them, and says in each item which generation it is. */
import type { GraphFacts } from '@/lib/comfy/graph-facts';
import type { Generation } from '@/lib/domain/generation';
import type { NodeOutput, OutputItem, PromptRun } from '@/lib/domain/prompt-run';
import { ingestOutput, type IngestDeps } from '@/lib/features/generations/ingest-output';
import type { Logger } from '@/lib/kernel/log';

import { withPatience } from './retry';
import { findTenantFile } from './tenant-files';

export interface CollectDeps extends IngestDeps {
  readonly tenantsRoot: string;
  readonly log: Logger;
}

interface FileItem {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: 'output' | 'temp';
}

export interface Collected {
  /** The output with a key `generation` in each file item. */
  readonly output: NodeOutput;
  readonly generations: readonly Generation[];
}

/**
 * @param facts what stands beside each file of the graph that made it
 * @param signal aborted when the run is not ours any more
 * @throws when the object store or the database stayed away for too long
 */
export async function collectOutputs(
  deps: CollectDeps,
  run: PromptRun,
  nodeId: string,
  output: NodeOutput,
  facts: GraphFacts,
  signal: AbortSignal,
): Promise<Collected> {
  const generations: Generation[] = [];
  const entries = await allOf(
    Object.entries(output).map(async ([key, items]) => {
      if (!Array.isArray(items)) return [key, items] as const;
      const collected = await allOf(
        items.map(async (item, index): Promise<OutputItem> => {
          const file = asFileItem(item);
          if (file === null) return item;
          const relative =
            file.subfolder === '' ? file.filename : `${file.subfolder}/${file.filename}`;
          const path = findTenantFile(deps.tenantsRoot, run.userId, file.type, relative);
          if (path === null) {
            deps.log.warn(
              { runId: run.id, nodeId, file: relative },
              'a reported file is not there',
            );
            return item;
          }
          signal.throwIfAborted();
          const found = { ...file, nodeId, outputKey: key, index, path };
          const generation = await withPatience(
            () => ingestOutput(deps, run, found, facts),
            signal,
          );
          // Whoever has the run now tells it.
          if (generation === null) return item;
          generations.push(generation);
          // Another slot of the user's may have given a file the same name.
          const { id, filename } = generation;
          return { ...(item as object), filename, generation: id };
        }),
      );
      return [key, collected] as const;
    }),
  );
  return { output: Object.fromEntries(entries), generations };
}

/** Like `Promise.all`, but nothing is under way any more when it rejects. */
async function allOf<T>(steps: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(steps);
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** @returns null for what is no file that the run wrote: texts, numbers, files of the input folder */
function asFileItem(item: OutputItem): FileItem | null {
  if (typeof item !== 'object' || item === null) return null;
  const { filename, subfolder = '', type = 'output' } = item as Record<string, unknown>;
  if (typeof filename !== 'string' || filename === '' || typeof subfolder !== 'string') return null;
  return type === 'output' || type === 'temp' ? { filename, subfolder, type } : null;
}
