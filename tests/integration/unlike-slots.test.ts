/** The door of a pool whose slots have unlike nodes and models. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { InputSpec, NodeDefinition, ObjectInfo } from '@/lib/comfy/object-info';
import type { Graph } from '@/lib/domain/prompt-run';
import type { QueuePage } from '@/lib/domain/queue-view';
import { runIdFor } from '@/lib/kernel/ids';
import { startHttpRig, type HttpRig, type HttpUser } from '@/tests/support/http-rig';
import { NODE_DEFINITIONS } from '@/tests/support/node-definitions';
import type { PromptAnswerBody } from '@/tests/support/rig-runs';
import { fitsElsewhere } from '@/workers/prompt/find-fitting-slot';

const node = (required: Record<string, InputSpec>): NodeDefinition => ({
  ...{ input: { required }, output: ['IMAGE'], output_node: false },
});
const offering = (filter: string, models: string[]): ObjectInfo => ({
  ...NODE_DEFINITIONS,
  [filter]: node({ image: ['IMAGE'] }),
  CheckpointLoaderSimple: node({ ckpt_name: [models] }),
});
const BLURS = offering('Blur', ['a.safetensors', 'both.safetensors']);
const SHARPENS = offering('Sharpen', ['b.safetensors', 'both.safetensors']);

const filtered = (...classes: string[]): Graph => {
  const nodes = classes.map((class_type, index): [string, Graph[string]] => [
    String(index + 2),
    { class_type, inputs: { image: [String(index + 1), 0] } },
  ]);
  return {
    '1': { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 0 } },
    ...Object.fromEntries(nodes),
    '9': {
      class_type: 'SaveImage',
      inputs: { images: [String(classes.length + 1), 0], filename_prefix: 'x' },
    },
  };
};
const loaded = (ckpt_name: string): Graph => ({
  '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name } },
  '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } },
});

let rig: HttpRig;
let user: HttpUser;
let blurring: string, sharpening: string;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
  [blurring, sharpening] = [
    await rig.db.objectInfos.putAsSystem({ ...BLURS }),
    await rig.db.objectInfos.putAsSystem({ ...SHARPENS }),
  ];
  await rig.offer('rig:0', BLURS);
  await rig.offer('rig:1', BLURS);
  await rig.offer('rig:2', SHARPENS);
  // With other nodes than anybody, but an admin took it out of use.
  await rig.offer('rig:3', offering('Disabled', []), { state: 'disabled' });
  user = await rig.user();
});
afterAll(() => rig.stop());

async function submit(prompt: Graph) {
  const response = await user.post('/prompt', { prompt });
  return { status: response.status, ...((await response.json()) as PromptAnswerBody) };
}
async function accepted(prompt: Graph) {
  const { status, prompt_id } = await submit(prompt);
  expect(status).toBe(200);
  const run = await rig.db.promptRuns.find(user.user.id, runIdFor(user.user.id, prompt_id));
  if (run === null) throw new Error('no run');
  return run;
}

test('the editor is offered the nodes and models of all slots that may run', async () => {
  const info = await user.get<ObjectInfo>('/object_info');
  expect(Object.keys(info)).toEqual(expect.arrayContaining(['Blur', 'Sharpen', 'SaveImage']));
  expect(info).not.toHaveProperty('Disabled');
  expect(await user.get('/object_info/Sharpen')).toHaveProperty('Sharpen');
  const models = await user.get<string[]>('/models/checkpoints');
  expect([...models].sort()).toEqual(['a.safetensors', 'b.safetensors', 'both.safetensors']);
});

test('a graph that one kind of slot can run is let in, and no other is ever offered it', async () => {
  const cases: [Graph, string[]][] = [
    [filtered('Blur'), [sharpening]],
    [filtered('Sharpen'), [blurring]],
    [loaded('b.safetensors'), [blurring]],
    [loaded('both.safetensors'), []],
    [filtered(), []],
  ];
  for (const [graph, without] of cases) {
    const run = await accepted(graph);
    expect(run.scheduling.without).toEqual(without);
    const { scheduler } = rig.web.producer;
    for (const nodesHash of without) {
      const offer = { slotId: 's', nodesHash, models: [] };
      expect(await scheduler.pick('default', offer)).toBeNull();
    }
    const nodesHash = without[0] === blurring ? sharpening : blurring;
    const offer = { slotId: 's', nodesHash, models: [] };
    expect(await scheduler.pick('default', offer)).toBe(run.id);
    await rig.db.promptRuns.cancelQueued(user.user.id, run.id, new Date());
    await scheduler.forget(run.id, 'default');
  }
});

test('what no slot can run is refused at once, naming what is missing and why', async () => {
  expect(await submit(filtered('Nowhere'))).toMatchObject({
    status: 400,
    error: {
      ...{ type: 'missing_node_type', details: "Node ID '#2'" },
      message: 'Cannot execute because node Nowhere does not exist.',
    },
  });
  const apart = await submit(filtered('Blur', 'Blur', 'Sharpen'));
  expect(apart).toMatchObject({
    status: 400,
    error: { type: 'missing_node_type', extra_info: { class_type: 'Sharpen', node_id: '4' } },
  });
  expect(apart.error?.message).toContain('on different runners of the pool');
  expect(await submit(loaded('c.safetensors'))).toMatchObject({
    status: 400,
    node_errors: { '1': { errors: [{ type: 'value_not_in_list' }] } },
  });
});

test('nobody promises a time while no slot that can run it serves', async () => {
  const [bound, free] = [await accepted(filtered('Sharpen')), await accepted(filtered())];
  await rig.offer('rig:2', SHARPENS, { state: 'starting' });
  await expect
    .poll(async () => {
      const answer = await user.fetch('/api/queue/runs');
      const { runs } = (await answer.json()) as QueuePage;
      return new Map(runs.map(({ promptId, waitS }) => [promptId, waitS === null]));
    })
    .toEqual(
      new Map([
        [bound.promptId, true],
        [free.promptId, false],
      ]),
    );
  await rig.offer('rig:2', SHARPENS);
});

test('a slot that comes later judges by its lists, too, and gives away what another one can run', async () => {
  const newcomer = { ...offering('Blur', []) };
  const judge = (graph: Graph, without: string[] = []) =>
    fitsElsewhere(
      rig.db,
      {
        ...{ pool: 'default', outputNodes: ['9'] },
        scheduling: {
          ...{ lane: 'interactive', order: 1, runningMax: null, costKey: '' },
          ...{ models: [], without },
        },
      },
      graph,
      newcomer,
    );
  expect(await judge(loaded('b.safetensors'))).toBe(true);
  expect(await judge(filtered('Sharpen'))).toBe(true);
  expect(await judge(filtered('Blur'))).toBe(false);
  // Nobody has it: the runner says so best.
  expect(await judge(loaded('c.safetensors'))).toBe(false);
  expect(await judge(loaded('b.safetensors'), [sharpening])).toBe(false);
});
