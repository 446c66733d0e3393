/** `POST /prompt` with real Redis and a real database and no worker. */
import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ObjectInfo } from '@/lib/comfy/object-info';
import type { Admission } from '@/lib/domain/admission';
import { admissionKey } from '@/lib/features/admission/read-admission';
import { uploadIdFor } from '@/lib/kernel/ids';
import { uploadKey } from '@/lib/storage/keys';
import { startGatewayRig, type GatewayRig, type RigUser } from '@/tests/support/gateway-rig';
import { NODE_DEFINITIONS } from '@/tests/support/node-definitions';
import { findRun, graph, submit, type PromptAnswerBody } from '@/tests/support/rig-runs';
import { waitFor } from '@/tests/support/wait-for';

const SEED_NODE: ObjectInfo = {
  Seeded: {
    input: { required: { seed: ['INT', { min: 0, max: Number('18446744073709551615') }] } },
    output: [],
    output_node: true,
  },
};
const loading = (image: unknown) => ({
  '1': { class_type: 'LoadImage', inputs: { image } },
  '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } },
});

let rig: GatewayRig;
beforeAll(async () => {
  rig = await startGatewayRig({
    runsWaitingMax: 5,
    definitions: { ...NODE_DEFINITIONS, ...SEED_NODE },
  });
});
afterAll(() => rig.stop());

/** The status and the error's type of a prompt that is refused. */
async function refused(user: RigUser, body: unknown): Promise<[number, string | undefined]> {
  const response = await user.post('/api/prompt', body);
  return [response.status, ((await response.json()) as PromptAnswerBody).error?.type];
}

describe('submitting', () => {
  test('a good graph is written, queued and answered in ComfyUI’s form', async () => {
    const user = await rig.user();
    const promptId = randomUUID();
    const answer = await submit(user, { prompt_id: promptId, client_id: 'tab' });
    expect(answer).toEqual({ prompt_id: promptId, number: 1, node_errors: {} });
    const run = await findRun(rig, user, promptId);
    expect(run).toMatchObject({ state: 'queued', clientId: 'tab', outputNodes: ['9'], number: 1 });
    expect(await rig.producer.isWaiting(run.id, 'default')).toBe(true);
    expect(await user.get('/prompt')).toEqual({ exec_info: { queue_remaining: 1 } });
  });

  test('the number is ours: front, number and a lost counter do not change that it rises by one', async () => {
    const user = await rig.user();
    expect((await submit(user, { front: true })).number).toBe(1);
    expect((await submit(user, { number: -1_000 })).number).toBe(2);
    await rig.redis.del(`${rig.prefix}:number:${user.user.id}`);
    expect((await submit(user)).number).toBe(3);
    await rig.redis.set(`${rig.prefix}:number:${user.user.id}`, 1);
    expect((await submit(user)).number).toBe(4);
  });

  test('a prompt id is a canonical UUID, or one is made', async () => {
    const user = await rig.user();
    const made = await submit(user, { prompt_id: null });
    expect(made.prompt_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    for (const bad of ['abc', '', 5, randomUUID().toUpperCase()]) {
      expect(await refused(user, { prompt: graph(), prompt_id: bad })).toEqual([
        400,
        'invalid_prompt_id',
      ]);
    }
  });

  test('a prompt id is used once by each user, and two users may have the same', async () => {
    const [ann, bob] = [await rig.user(), await rig.user()];
    const promptId = randomUUID();
    await submit(ann, { prompt_id: promptId });
    await submit(bob, { prompt_id: promptId });
    expect(await refused(ann, { prompt: graph(), prompt_id: promptId })).toEqual([409, 'conflict']);
    expect(await ann.get('/prompt')).toEqual({ exec_info: { queue_remaining: 1 } });
  });

  test('what is no prompt is refused in ComfyUI’s form', async () => {
    const user = await rig.user();
    expect(await refused(user, '{"prompt": {')).toEqual([400, 'invalid_json']);
    expect(await refused(user, '')).toEqual([400, 'invalid_json']);
    expect(await refused(user, [])).toEqual([400, 'no_prompt']);
    expect(await refused(user, {})).toEqual([400, 'no_prompt']);
    expect(await refused(user, { prompt: null })).toEqual([400, 'invalid_prompt']);
    expect(await refused(user, { prompt: {} })).toEqual([400, 'prompt_no_outputs']);
    expect(
      await refused(user, { prompt: { ...graph(), '2': { class_type: 'EmptyImage' } } }),
    ).toEqual([400, 'invalid_prompt']);
    expect(await refused(user, { prompt: graph(), partial_execution_targets: 'all' })).toEqual([
      400,
      'invalid_prompt',
    ]);
    expect(await refused(user, { prompt: graph(), x: 'x'.repeat(1_000_000) })).toEqual([
      413,
      'too_large',
    ]);
    expect((await fetch(`${rig.base}/api/prompt`, { method: 'POST', body: '{}' })).status).toBe(
      401,
    );
  });

  test('outputs that can run are queued, and the others’ errors are told', async () => {
    const user = await rig.user();
    const prompt = { ...graph(), '8': { class_type: 'PreviewImage', inputs: {} } };
    const answer = await submit(user, { prompt });
    expect(answer.node_errors).toMatchObject({ '8': { dependent_outputs: ['8'] } });
    expect((await findRun(rig, user, answer.prompt_id)).outputNodes).toEqual(['9']);
  });

  test('too many waiting prompts are refused with the time to wait', async () => {
    const user = await rig.user();
    for (let i = 0; i < 5; i += 1) await submit(user);
    const response = await user.post('/api/prompt', { prompt: graph() });
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({
      error: { type: 'too_many_requests', extra_info: {} },
      node_errors: {},
    });
    expect((await user.post('/api/queue', { clear: true })).status).toBe(200);
    await submit(user);
  });

  test('keys for other services are not kept, the editor’s workflow is', async () => {
    const user = await rig.user();
    const { prompt_id: promptId } = await submit(user, {
      client_id: 'tab',
      extra_data: {
        auth_token_comfy_org: 'secret-1',
        api_key_comfy_org: 'secret-2',
        extra_pnginfo: { workflow: { id: 'w-7', nodes: [] } },
      },
    });
    const [queue, job] = [await user.get('/api/queue'), await user.get(`/api/jobs/${promptId}`)];
    expect(JSON.stringify([queue, job])).not.toContain('secret-');
    expect(job).toMatchObject({
      workflow_id: 'w-7',
      workflow: { extra_data: { client_id: 'tab', extra_pnginfo: { workflow: { id: 'w-7' } } } },
    });
  });

  test('a seed of 2^64 - 1 is queued with every digit', async () => {
    const user = await rig.user();
    const seed = '18446744073709551615';
    const body = `{"prompt": {"1": {"class_type": "Seeded", "inputs": {"seed": ${seed}}}}}`;
    expect((await user.post('/api/prompt', body)).status).toBe(200);
    expect(await (await user.fetch('/api/queue')).text()).toContain(`"seed":${seed}`);
  });

  test('names of inputs that databases treat specially survive', async () => {
    const user = await rig.user();
    const inputs = JSON.parse('{"a.b": 1, "$set": {"$x": 1}, "__proto__": 2}') as object;
    const prompt = graph();
    const posted = {
      ...prompt,
      '9': { ...prompt['9'], inputs: { ...prompt['9'].inputs, ...inputs } },
    };
    const { prompt_id: promptId } = await submit(user, { prompt: posted });
    const { workflow } = await user.get<{ workflow: { prompt: typeof prompt } }>(
      `/api/jobs/${promptId}`,
    );
    expect(workflow.prompt['9'].inputs).toEqual(posted['9'].inputs);
  });
});

test('a graph that ended its runner three times is refused, for its user alone, until that is forgotten', async () => {
  const [ann, bob] = [await rig.user(), await rig.user()];
  const { prompt_id: promptId } = await submit(ann);
  const { id: runId, workflowId } = await findRun(rig, ann, promptId);
  const strike = (attempt: number, at = new Date()) =>
    rig.db.graphStrikes.strike(ann.user.id, workflowId, { runId, attempt }, 'it crashed', at);
  const becomes = (status: number) =>
    waitFor(async () => {
      const response = await ann.post('/api/prompt', { prompt: graph() });
      await ann.post('/api/queue', { clear: true });
      return response.status === status && response.text();
    }, `the graph to be answered with ${status}`);

  for (const attempt of [1, 2, 2, 2]) await strike(attempt);
  await submit(ann);
  await strike(3);
  expect(await becomes(403)).toContain(
    'stopped its runner 3 times, the last time because it crashed',
  );
  await submit(ann, { prompt: graph({ width: 16 }) });
  await submit(bob);
  await strike(3, new Date(Date.now() - 25 * 3_600_000));
  await becomes(200);
  await strike(3);
  await becomes(403);
  const [known] = await rig.db.graphStrikes.listAsSystem(new Date(Date.now() - 60_000), 3, 10);
  expect(await rig.db.graphStrikes.forgetAsSystem(known?.id ?? '')).toBe(true);
  await becomes(200);
});

test('under pressure the background lane is closed, and each user has one waiting prompt', async () => {
  const user = await rig.user();
  const post = (query: string, width: number) =>
    user.post(`/api/prompt${query}`, { prompt: graph({ width }) });
  const says = (response: Response) => response.text();
  const decide = (admission: Admission) =>
    rig.redis.set(admissionKey(rig.prefix), JSON.stringify({ default: admission }));
  const becomes = (query: string, width: number, status: number) =>
    waitFor(async () => {
      const response = await post(query, width);
      if (response.status === status) return response;
      await user.post('/api/queue', { clear: true });
      return false;
    }, `${query} to be answered with ${status}`);

  await decide({ everything: null, background: { kind: 'cpu', value: 97, max: 80 } });
  const refused = await becomes('?lane=background', 8, 503);
  expect(refused.headers.get('retry-after')).toBe('30');
  expect(await says(refused)).toContain('the processors are 97 % busy, and 80 % is the limit');
  expect((await post('', 9)).status).toBe(200);
  expect((await post('', 10)).status).toBe(200);
  await user.post('/api/queue', { clear: true });

  const memory = { kind: 'memory', value: 91, max: 85 } as const;
  await decide({ everything: memory, background: memory });
  await waitFor(
    async () => (await says(await post('?lane=background', 11))).includes('91 % of the memory'),
    'the new decision to be known',
  );
  expect((await post('', 12)).status).toBe(200);
  const second = await post('', 13);
  expect(second.status).toBe(429);
  expect(second.headers.get('retry-after')).toBe('30');
  expect(await says(second)).toContain('91 % of the memory is in use');

  await rig.redis.del(admissionKey(rig.prefix));
  await becomes('?lane=background', 14, 200);
});

describe('files that a graph reads', () => {
  async function upload(user: RigUser, subfolder: string, name: string): Promise<string> {
    const contentHash = 'ab'.repeat(32);
    const s3Key = uploadKey(user.user.id, contentHash);
    await rig.db.uploads.put({
      id: uploadIdFor(user.user.id, 'input', subfolder, name),
      userId: user.user.id,
      type: 'input',
      ...{ subfolder, name, contentHash, s3Key, contentType: 'image/png', bytes: 7 },
      createdAt: new Date(),
    });
    return s3Key;
  }

  test('the caller’s own files are resolved wherever their names stand', async () => {
    const user = await rig.user();
    const s3Key = await upload(user, 'pasted', 'cat.png');
    await upload(user, '', 'list.txt');
    const prompt = loading('pasted/cat.png [input]');
    const withList = {
      ...prompt,
      '9': { ...prompt['9'], inputs: { ...prompt['9'].inputs, more: { a: [['list.txt']] } } },
    };
    const { prompt_id: promptId } = await submit(user, { prompt: withList });
    const { inputs } = await findRun(rig, user, promptId);
    expect(inputs).toHaveLength(2);
    expect(inputs).toContainEqual({ type: 'input', path: 'pasted/cat.png', s3Key, bytes: 7 });
  });

  test('another user’s file, a missing one and a name outside the folder are told at the node', async () => {
    const [ann, bob] = [await rig.user(), await rig.user()];
    await upload(ann, '', 'cat.png');
    for (const image of ['cat.png', '../cat.png', '/etc/passwd', 'a\\b.png', 'cat.png [output]']) {
      const response = await bob.post('/api/prompt', { prompt: loading(image) });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        node_errors: {
          '1': {
            errors: [
              {
                type: 'custom_validation_failed',
                details: `image - Invalid image file: ${image}`,
              },
            ],
          },
        },
      });
    }
    await submit(ann, { prompt: loading('cat.png') });
  });
});

test('while the queue is out of reach a prompt is accepted all the same and waits in the documents', async () => {
  const alone = await startGatewayRig();
  const user = await alone.user();
  alone.cutQueue();
  const response = await user.post('/api/prompt', { prompt: graph() });
  expect(response.status).toBe(200);
  const { prompt_id: promptId } = (await response.json()) as PromptAnswerBody;
  expect((await findRun(alone, user, promptId)).state).toBe('queued');
  await alone.stop();
});
