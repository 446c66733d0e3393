/**
 * A run that ended, with files that its runner would have written: for kinds of media that the runner
 * at hand cannot make. The files go the worker's own way into object storage and documents.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { graphFactsOf } from '@/lib/comfy/graph-facts';
import { workflowIdOf } from '@/lib/comfy/workflow-id';
import type { Generation } from '@/lib/domain/generation';
import type { Graph, PromptRun } from '@/lib/domain/prompt-run';
import { ingestOutput } from '@/lib/features/generations/ingest-output';
import { makeThumbnails } from '@/lib/features/generations/make-thumbnails';
import { parseEnv } from '@/lib/kernel/env';
import { runIdFor, type UserId } from '@/lib/kernel/ids';
import { createLogger } from '@/lib/kernel/log';
import { createPublisher } from '@/lib/realtime/channel';
import { connectRedis } from '@/lib/redis/connect';
import { createObjectStore } from '@/lib/storage/s3';

import type { Stack } from './stack';

export interface WrittenFile {
  readonly name: string;
  readonly content: Buffer | string;
  /** The key of the node's output, such as `images`. */
  readonly outputKey?: string;
}

const RAN_MS = 3_400;
const WAITED_MS = 900;

/** @returns the generations in the order of the files */
export async function recordRun(
  stack: Stack,
  user: { readonly id: string },
  graph: Graph,
  files: readonly WrittenFile[],
): Promise<Generation[]> {
  const userId = user.id as UserId;
  const log = createLogger('test', 'silent');
  const env = parseEnv('worker', stack.env);
  const store = createObjectStore(env);
  const redis = await connectRedis(env.REDIS_URL, 'command', log);
  const publisher = createPublisher(redis, env.REDIS_PREFIX, log);
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-run-'));
  const { generations, promptRuns } = stack.db;
  const run = endedRun(userId, graph);
  try {
    await promptRuns.create(run, { runId: run.id, userId, graph, extraData: {} });
    const made: Generation[] = [];
    for (const [index, { name, content, outputKey = 'images' }] of files.entries()) {
      const file = path.join(folder, name);
      await writeFile(file, content);
      const facts = { nodeId: '9', outputKey, index, subfolder: '', filename: name, path: file };
      const generation = await ingestOutput(
        { store, generations, publisher },
        run,
        { ...facts, type: 'output' },
        graphFactsOf(graph),
      );
      if (generation === null) throw new Error(`${name}: another claim recorded it`);
      if (['image', 'video'].includes(generation.mediaType)) {
        await makeThumbnails({ store, generations, publisher }, generation, file);
      }
      made.push(generation);
    }
    return made;
  } finally {
    redis.disconnect();
    store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A run of the graph that has just ended. */
export function endedRun(userId: UserId, graph: Graph): PromptRun {
  const promptId = randomUUID();
  const now = Date.now();
  return {
    id: runIdFor(userId, promptId),
    ...{
      userId,
      promptId,
      state: 'succeeded',
      attempt: 1,
      claims: 1,
      number: now,
      pool: 'default',
    },
    ...{ clientId: null, workflowId: workflowIdOf(graph), editorWorkflowId: null },
    ...{ outputNodes: ['9'], inputs: [], lease: null, cancelRequested: false, device: 'cpu' },
    ...{ outputs: {}, meta: {}, messages: [], error: null },
    scheduling: {
      lane: 'interactive',
      order: now,
      runningMax: null,
      costKey: '',
      models: [],
      without: [],
    },
    ...{ deviceSeconds: RAN_MS / 1_000, reuseKey: null, reusedFrom: null },
    graphBytes: null,
    createdAt: new Date(now - RAN_MS - WAITED_MS),
    startedAt: new Date(now - RAN_MS),
    finishedAt: new Date(now),
  };
}
