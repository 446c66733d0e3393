import type { Document } from 'mongodb';
import { z } from 'zod';

import {
  LANES,
  RUN_STATES,
  type ExtraData,
  type Graph,
  type PromptRun,
  type RunGraph,
  type RunMessage,
  type RunMeta,
  type RunOutputs,
} from '@/lib/domain/prompt-run';
import { parseExactJson } from '@/lib/kernel/exact-json';

import { documentMapper } from '../document';
import { looseObject, runIdSchema, userIdSchema } from './common';

const schema: z.ZodType<PromptRun> = z.object({
  id: runIdSchema,
  userId: userIdSchema,
  promptId: z.string(),
  state: z.enum(RUN_STATES),
  attempt: z.number().int(),
  claims: z.number().int().default(0),
  number: z.number(),
  pool: z.string(),
  clientId: z.string().nullable(),
  workflowId: z.string(),
  // Absent in documents of earlier versions.
  graphBytes: z.number().nullable().default(null),
  editorWorkflowId: z.string().nullable(),
  outputNodes: z.array(z.string()),
  inputs: z.array(
    z.object({
      type: z.enum(['input', 'output', 'temp']),
      path: z.string(),
      s3Key: z.string(),
      bytes: z.number(),
    }),
  ),
  scheduling: z
    .object({
      lane: z.enum(LANES),
      order: z.number(),
      runningMax: z.number().nullable(),
      costKey: z.string(),
      models: z.array(z.string()),
      // Absent in documents of earlier versions.
      without: z.array(z.string()).default([]),
    })
    // Runs of earlier versions; they have ended, so it does not matter what stands here.
    .default({
      ...{ lane: 'interactive', order: 0, runningMax: null, costKey: '' },
      ...{ models: [], without: [] },
    }),
  deviceSeconds: z.number().default(0),
  lease: z
    .object({ workerId: z.string(), slotId: z.string(), bootId: z.string(), until: z.date() })
    .nullable(),
  cancelRequested: z.boolean(),
  device: z.string().nullable(),
  outputs: looseObject<RunOutputs>(),
  meta: looseObject<RunMeta>(),
  messages: z.array(z.custom<RunMessage>((value) => Array.isArray(value) && value.length === 2)),
  error: z
    .object({
      nodeId: z.string(),
      nodeType: z.string(),
      exceptionType: z.string(),
      exceptionMessage: z.string(),
      traceback: z.array(z.string()),
    })
    .nullable(),
  // Absent in documents of earlier versions.
  reuseKey: z.string().nullable().default(null),
  reusedFrom: runIdSchema.nullable().default(null),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
});

export const promptRunDocument = documentMapper('prompt run', schema);

/**
 * The graph and what came with it lie there as JSON texts: names of inputs may hold dots and
 * dollars, and seeds have more digits than numbers.
 */
const storedGraph = documentMapper(
  'run graph',
  z.object({
    id: runIdSchema,
    runId: runIdSchema,
    userId: userIdSchema,
    graph: z.string(),
    extraData: z.string(),
  }),
);

export const runGraphDocument = {
  toDocument: ({ runId, userId, graph, extraData }: RunGraph) =>
    storedGraph.toDocument({
      id: runId,
      runId,
      userId,
      graph: JSON.stringify(graph),
      extraData: JSON.stringify(extraData),
    }),
  fromDocument(document: Document): RunGraph {
    const { runId, userId, graph, extraData } = storedGraph.fromDocument(document);
    return {
      runId,
      userId,
      graph: parseExactJson(graph) as Graph,
      extraData: parseExactJson(extraData) as ExtraData,
    };
  },
};
