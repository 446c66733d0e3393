/** New runs and their graphs. Many come at a time: what belongs together leaves together. */
import type { Document } from 'mongodb';

import type { PromptRun, RunGraph } from '@/lib/domain/prompt-run';
import { AppError } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { promptRunDocument, runGraphDocument } from '../documents/prompt-run';
import { duplicatesOf } from '../duplicates';
import { joinCalls } from '../join-calls';

type Stored = Document & { readonly _id: string };

export function newRuns({ promptRuns, runGraphs }: Pick<Collections, 'promptRuns' | 'runGraphs'>) {
  /** @returns whether the graph is new */
  const storeGraph = joinCalls<Stored, boolean>(async (graphs) => {
    const { upsertedIds } = await runGraphs.bulkWrite(
      graphs.map(({ _id, ...fields }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true },
      })),
      { ordered: false },
    );
    return graphs.map((_, index) => index in upsertedIds);
  });

  /** @returns whether the run is new */
  const storeRun = joinCalls<Stored, boolean>(async (runs) => {
    try {
      await promptRuns.insertMany([...runs], { ordered: false });
      return runs.map(() => true);
    } catch (error) {
      const taken = duplicatesOf(error);
      if (taken === null) throw error;
      return runs.map((_, index) => !taken.has(index));
    }
  });

  const readGraph = joinCalls<RunId, Document | undefined>(async (runIds) => {
    const documents = await runGraphs.find({ _id: { $in: [...runIds] } }).toArray();
    const found = new Map<string, Document>(documents.map((document) => [document._id, document]));
    return runIds.map((runId) => found.get(runId));
  });

  return {
    /**
     * Writes a new run and its graph side by side: one wait instead of two. It may be handed out when
     * this has resolved. A caller that got an error may do it again: only the run says whether the id is
     * used, a graph that an interrupted try left does not, and a run that one left gets its graph.
     * @throws AppError `conflict` when the user already used this prompt id
     */
    async create(run: PromptRun, graph: RunGraph): Promise<void> {
      const graphDocument = runGraphDocument.toDocument(graph);
      const [stored, created] = await Promise.allSettled([
        storeGraph(graphDocument),
        storeRun(promptRunDocument.toDocument(run)),
      ]);
      if (created.status === 'rejected') throw created.reason;
      if (stored.status === 'rejected') {
        if (created.value) {
          await promptRuns.deleteOne({ _id: run.id, user_id: run.userId, state: 'queued' });
        }
        throw stored.reason;
      }
      if (!created.value) {
        throw new AppError(
          'conflict',
          `You already submitted a prompt with the id ${run.promptId}.`,
          { reason: 'prompt_taken' },
        );
      }
      // The id is new, so what lay there belongs to a try that came to nothing.
      if (!stored.value) {
        const { _id, ...fields } = graphDocument;
        await runGraphs.replaceOne({ _id }, fields);
      }
    },

    async findGraphAsSystem(runId: RunId): Promise<RunGraph | null> {
      const document = await readGraph(runId);
      return document === undefined ? null : runGraphDocument.fromDocument(document);
    },
  };
}
