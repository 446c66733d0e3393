/**
 * A file that a run wrote becomes a generation: its bytes in object storage, its facts in the
 * documents. Key and id are derived from (run, node, output key, index), so repeating it changes
 * nothing. Object and document are written at the same time, because a client waits for both; only
 * the word that the generation exists waits until both are there.
 */
import { createReadStream, statSync } from 'node:fs';
import { link } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import mime from 'mime';

import type { GraphFacts } from '@/lib/comfy/graph-facts';
import { mediaTypeOf, type Generation } from '@/lib/domain/generation';
import type { PromptRun } from '@/lib/domain/prompt-run';
import { generationIdFor } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import { outputKey, tempOutputKey } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

import { describeFile, UNDESCRIBED } from './describe-file';
import { holdingName, nameOnce, otherName } from './name-once';
import { withContent } from './with-content';

export interface IngestDeps {
  readonly store: ObjectStore;
  readonly generations: GenerationRepository;
  readonly publisher: Publisher;
}

/** One file item of a node's output, found on disk. */
export interface OutputFile {
  readonly nodeId: string;
  /** Such as `images`. */
  readonly outputKey: string;
  /** Position in the list under that key. */
  readonly index: number;
  readonly type: 'output' | 'temp';
  readonly subfolder: string;
  readonly filename: string;
  /** Where it lies; already checked to be the tenant's own. */
  readonly path: string;
}

/**
 * @param facts what stands beside the file of the graph that made it
 * @returns null when a later claim of the run recorded this output already: nothing is left of ours
 * @throws AppError `unavailable` when the object store does not answer; then nothing is recorded
 */
export async function ingestOutput(
  deps: IngestDeps,
  run: PromptRun,
  file: OutputFile,
  facts: GraphFacts,
): Promise<Generation | null> {
  const { size: bytes } = statSync(file.path);
  return withContent(file.path, bytes, (content) => {
    const generation = newGeneration(run, file, facts, content?.byteLength ?? bytes);
    return holdingName(generation, (isTaken) => {
      const filename = isTaken ? otherName(file.filename, run.number) : file.filename;
      return record(deps, run, file, { ...generation, filename }, content);
    });
  });
}

async function record(
  deps: IngestDeps,
  run: PromptRun,
  file: OutputFile,
  generation: Generation,
  content: Buffer | null,
): Promise<Generation | null> {
  const { s3Key, contentType, mediaType } = generation;
  const stored = deps.store.put(s3Key, content ?? createReadStream(file.path), {
    contentType,
    bytes: generation.bytes,
  });
  const recorded = (async () => {
    // Storing takes longest, so its request leaves first: only then is there processor time to spare.
    await nextTurn();
    const described = {
      ...generation,
      ...(await describeFile(mediaType, content ?? file.path)),
    };
    if (!(await deps.generations.put(described, run.claims))) return null;
    return nameOnce(deps.generations, described, run);
  })();
  const [storing, recording] = await Promise.allSettled([stored, recorded]);
  if (storing.status === 'rejected') {
    // A record without an object would show a broken picture.
    await deps.generations
      .removeOfClaim(run.userId, generation.id, run.claims)
      .catch(() => undefined);
    throw storing.reason;
  }
  if (recording.status === 'rejected') throw recording.reason;
  if (recording.value === null) {
    await deps.store.remove([s3Key]);
    return null;
  }
  const { filename } = recording.value;
  // On disk it is found under both names, by thumbnails and by graphs that read it.
  if (filename !== file.filename)
    await link(file.path, besides(file.path, filename)).catch(() => undefined);
  if (file.type === 'output') {
    deps.publisher.publish(run.userId, {
      kind: 'generation',
      change: 'created',
      generationId: generation.id,
    });
  }
  return recording.value;
}

const besides = (file: string, filename: string): string => path.join(path.dirname(file), filename);

function newGeneration(
  run: PromptRun,
  file: OutputFile,
  facts: GraphFacts,
  bytes: number,
): Generation {
  const { nodeId, filename, type, subfolder, index } = file;
  const { createdAt: submittedAt, startedAt } = run;
  const keyOf = type === 'output' ? outputKey : tempOutputKey;
  return {
    id: generationIdFor(run.id, nodeId, file.outputKey, index),
    userId: run.userId,
    runId: run.id,
    promptId: run.promptId,
    nodeId,
    outputKey: file.outputKey,
    index,
    type,
    subfolder,
    filename,
    mediaType: mediaTypeOf(filename),
    contentType: mime.getType(filename) ?? 'application/octet-stream',
    s3Key: keyOf(run, nodeId, filename, subfolder),
    thumbs: [],
    thumbKey: null,
    workflowId: run.workflowId,
    ...facts,
    ...UNDESCRIBED,
    editorWorkflowId: run.editorWorkflowId,
    bytes,
    device: run.device,
    durationMs: startedAt && Date.now() - startedAt.getTime(),
    waitedMs: startedAt && startedAt.getTime() - submittedAt.getTime(),
    favourite: false,
    tags: [],
    // The pictures of a batch keep their order.
    createdAt: new Date(Date.now() + index),
    deletedAt: null,
  };
}
