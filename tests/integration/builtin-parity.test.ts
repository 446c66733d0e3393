/**
 * The built-in runner against ComfyUI: pictures, messages and node descriptions. What a real one
 * answered is recorded; with COMFYUI_DIR set, one is started and the record itself is checked
 * (`vitest -u` writes it anew).
 */
import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ObjectInfo } from '@/lib/comfy/object-info';
import { env } from '@/lib/kernel/env';
import { PARITY_CASES } from '@/tests/support/parity-graphs';
import { parityPictures } from '@/tests/support/parity-pictures';
import { distanceOf, recordResult, type RecordedResult } from '@/tests/support/parity-record';
import { startRealComfyUI, type RealComfyUI } from '@/tests/support/real-comfyui';
import { runParityGraph, uploadPicture, type Target } from '@/tests/support/run-parity-graph';
import { headersFor, startTestRunner, type TestRunner } from '@/tests/support/runner-client';
import { createNodeRegistry } from '@/workers/builtin-runner/nodes/registry';

const { COMFYUI_DIR, COMFYUI_PYTHON } = env('builtin-runner');
const RECORD = new URL('../support/recorded/builtin-parity.json', import.meta.url);
const OWN_MODULE = 'custom_nodes.atelier';
const CASES = PARITY_CASES.map((one) => [one.name, one] as const);

interface Recording {
  readonly definitions: ObjectInfo;
  readonly graphs: Readonly<Record<string, RecordedResult>>;
}

const SHARED_CLASSES = [...createNodeRegistry(false).values()]
  .filter(({ module }) => module !== OWN_MODULE)
  .map(({ name }) => name);

let recorded: Recording;
let runner: TestRunner;
let target: Target;

async function prepare(where: Target): Promise<void> {
  for (const [name, bytes] of await parityPictures()) await uploadPicture(where, name, bytes);
}

async function definitionsOf({ url, headers }: Target): Promise<ObjectInfo> {
  const all = (await (await fetch(`${url}/object_info`, { headers })).json()) as ObjectInfo;
  const shared = SHARED_CLASSES.map((name) => [name, all[name] ?? null] as const);
  return Object.fromEntries(shared) as ObjectInfo;
}

beforeAll(async () => {
  runner = await startTestRunner();
  target = { url: runner.url, headers: headersFor('parity') };
  await prepare(target);
});
afterAll(() => runner.close());

describe.skipIf(COMFYUI_DIR === undefined)('beside a real ComfyUI', () => {
  let comfyui: RealComfyUI;

  beforeAll(async () => {
    comfyui = await startRealComfyUI(COMFYUI_DIR ?? '', COMFYUI_PYTHON ?? 'python3', []);
  });
  afterAll(() => comfyui.stop());

  test('the record is what it answers', async () => {
    const real = { url: comfyui.url, headers: {} };
    await prepare(real);
    const graphs: [string, RecordedResult][] = [];
    for (const one of PARITY_CASES) {
      graphs.push([one.name, recordResult(await runParityGraph(real, one.graph), one)]);
    }
    const definitions = await definitionsOf(real);
    const text = JSON.stringify({ definitions, graphs: Object.fromEntries(graphs) }, null, 1);
    await expect(`${text}\n`).toMatchFileSnapshot(RECORD.pathname);
  }, 300_000);
});

describe('as recorded from a real ComfyUI', () => {
  beforeAll(async () => {
    recorded = JSON.parse(await readFile(RECORD, 'utf8')) as Recording;
  });

  test('node classes are described alike', async () => {
    expect(SHARED_CLASSES.length).toBeGreaterThanOrEqual(40);
    expect(await definitionsOf(target)).toEqual(recorded.definitions);
  });

  test.each(CASES)('messages, texts and pictures: %s', async (name, one) => {
    const expected = recorded.graphs[name];
    const result = recordResult(await runParityGraph(target, one.graph), one);
    expect(result.messages).toEqual(expected?.messages);
    expect(result.texts).toEqual(expected?.texts);
    expect(Object.keys(result.pictures)).toEqual(Object.keys(expected?.pictures ?? {}));
    for (const [key, picture] of Object.entries(result.pictures)) {
      expect(distanceOf(picture, expected?.pictures[key]), key).toBeLessThanOrEqual(one.tolerance);
    }
  });
});
