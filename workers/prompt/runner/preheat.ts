/**
 * Makes a new runner load what it will need before it is offered: configured checkpoints with their
 * LoRAs, or warm-up graphs. A pre-heat that fails is said and keeps nobody from using the runner.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import type { Graph } from '@/lib/domain/prompt-run';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { RunnerClient } from './runner-client';

/** Nobody's results: a tenant of its own, whose temporary files are swept like everybody's. */
const TENANT = 'preheat';
const ASK_EVERY_MS = 200;

export interface PreheatOptions {
  readonly clientId: string;
  readonly graphs: readonly Graph[];
  /** For each graph. */
  readonly limitMs: number;
  /** Aborted when nobody waits for the runner any more. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

export interface Preheated {
  readonly graphs: readonly Graph[];
  /** What did not work, for people; empty when all did. */
  readonly problem: string;
}

/** Never rejects, except when the runner goes away. */
export async function preheat(client: RunnerClient, options: PreheatOptions): Promise<Preheated> {
  const done: Graph[] = [];
  const problems: string[] = [];
  for (const graph of options.graphs) {
    const startedMs = Date.now();
    const problem = await runOnce(client, graph, options);
    if (problem === null) {
      done.push(graph);
      options.log.info({ durationMs: Date.now() - startedMs }, 'runner pre-heated');
    } else {
      problems.push(problem);
      options.log.error({ problem }, 'pre-heat failed');
    }
  }
  return { graphs: done, problem: problems.length === 0 ? '' : `pre-heat: ${problems.join('; ')}` };
}

/** @returns why it failed, or null */
async function runOnce(
  client: RunnerClient,
  graph: Graph,
  { clientId, limitMs, signal }: PreheatOptions,
): Promise<string | null> {
  const promptId = randomUUID();
  const submission = { tenant: TENANT, promptId, clientId, graph, extraData: {}, outputNodes: [] };
  const submitted = await client.submit(submission);
  if (submitted.kind === 'refused') {
    const { error, node_errors: nodes = {} } = submitted.refusal;
    const [first] = Object.values(nodes).flatMap(({ errors = [] }) => errors);
    return first?.message ?? error.message ?? 'the graph was refused';
  }
  const until = Date.now() + limitMs;
  while (Date.now() < until && !signal.aborted) {
    const entry = await client.history(TENANT, promptId);
    const [type, data] = entry?.status?.messages?.at(-1) ?? [];
    if (entry !== null) {
      if (type !== 'execution_error') return null;
      const message = data?.['exception_message'];
      return typeof message === 'string' ? message : type;
    }
    await delay(ASK_EVERY_MS);
  }
  await client.forget(TENANT, promptId);
  return `it took longer than ${Math.round(limitMs / 1000)} s`;
}

/** @param text `PREHEAT_MODELS`: checkpoints, each with LoRAs behind plus signs, separated by commas */
export function modelGraphs(text: string): Graph[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [checkpoint = '', ...loras] = entry.split('+').map((name) => name.trim());
      return checkpointGraph(checkpoint, loras);
    });
}

/** One step on the smallest picture: it brings the weights onto the device, not only into memory. */
function checkpointGraph(checkpoint: string, loras: readonly string[]): Graph {
  const graph: Record<string, Graph[string]> = {
    '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: checkpoint } },
  };
  let model = '1';
  for (const lora of loras) {
    const inputs = { model: [model, 0], clip: [model, 1], lora_name: lora };
    const strengths = { strength_model: 1, strength_clip: 1 };
    model = String(Object.keys(graph).length + 1);
    graph[model] = { class_type: 'LoraLoader', inputs: { ...inputs, ...strengths } };
  }
  const sampling = { seed: 0, steps: 1, cfg: 1, sampler_name: 'euler', scheduler: 'normal' };
  const links = { positive: ['text', 0], negative: ['text', 0], latent_image: ['latent', 0] };
  return {
    ...graph,
    text: { class_type: 'CLIPTextEncode', inputs: { clip: [model, 1], text: '' } },
    latent: { class_type: 'EmptyLatentImage', inputs: { width: 64, height: 64, batch_size: 1 } },
    sample: {
      class_type: 'KSampler',
      inputs: { model: [model, 0], ...sampling, denoise: 1, ...links },
    },
    decode: { class_type: 'VAEDecode', inputs: { samples: ['sample', 0], vae: ['1', 2] } },
    show: { class_type: 'PreviewImage', inputs: { images: ['decode', 0] } },
  };
}

/** @throws Error that names the file, when one is missing or holds no graph */
export async function fileGraphs(files: string): Promise<Graph[]> {
  const names = files.split(',').map((name) => name.trim());
  return Promise.all(names.filter((name) => name !== '').map(readGraph));
}

async function readGraph(file: string): Promise<Graph> {
  try {
    const graph = JSON.parse(await readFile(file, 'utf8')) as Graph;
    const nodes = Object.values(graph);
    if (nodes.length > 0 && nodes.every((node) => typeof node.class_type === 'string'))
      return graph;
  } catch (error) {
    throw new Error(`PREHEAT_GRAPHS: ${file} cannot be read: ${errorMessage(error)}`, {
      cause: error,
    });
  }
  throw new Error(`PREHEAT_GRAPHS: ${file} holds no graph in API format`);
}
