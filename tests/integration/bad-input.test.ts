/** Whatever a client sends, it gets the right status and a clear text; nothing breaks and nothing leaks. */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { parseUserId } from '@/lib/kernel/ids';
import { parseSigningKeys } from '@/lib/features/accounts/signing-keys';
import { signToken } from '@/lib/features/accounts/tokens';

import { ComfyClient } from '../support/comfy-client';
import { plainPicture } from '../support/graphs';
import { DEEP_SETTING, HEAVY_PROMPTS } from '../support/heavy-prompts';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let client: ComfyClient;
let userId: string;

beforeAll(async () => {
  stack = await startStack();
  const user = await stack.createUser();
  userId = user.id;
  client = await new ComfyClient(`${stack.url}/studio`, await stack.signIn(user)).connect();
}, 300_000);
afterAll(async () => {
  client.close();
  await stack.stop();
});

const good = plainPicture(1);
const raw = (body: string): Promise<Response> =>
  client.request('/api/prompt', { method: 'POST', body });

test.each([
  ['broken JSON', '{"prompt": {', 'invalid_json'],
  ['no prompt', '{}', 'no_prompt'],
  [
    'an unknown node',
    JSON.stringify({ prompt: { '1': { class_type: 'Nope', inputs: {} } } }),
    'missing_node_type',
  ],
  [
    'a missing input',
    JSON.stringify({
      prompt: { '9': { class_type: 'SaveImage', inputs: { filename_prefix: 'x' } } },
    }),
    'prompt_outputs_failed_validation',
  ],
  [
    'a bad prompt id',
    JSON.stringify({ prompt: good, prompt_id: 'Not-A-UUID' }),
    'invalid_prompt_id',
  ],
  ['a list for a prompt', '{"prompt": [1, 2]}', undefined],
  ['a text for a node', '{"prompt": {"1": "x"}}', undefined],
  ['null inputs', '{"prompt": {"1": {"class_type": "EmptyImage", "inputs": null}}}', undefined],
  ['a JSON array', '[]', undefined],
])("%s is refused in ComfyUI's error shape", async (_, body, type) => {
  const response = await raw(body);
  const answer = (await response.json()) as { error: { type: string; message: string } };
  expect(response.status).toBe(400);
  expect(answer).toMatchObject({
    error: { message: expect.any(String) as string },
    node_errors: {},
  });
  if (type !== undefined) expect(answer.error.type).toBe(type);
});

test.each(HEAVY_PROMPTS)('$name: refused at once with a short answer', async ({ body, says }) => {
  const response = await raw(body);
  const text = await response.text();
  expect(response.status, text.slice(0, 300)).toBe(400);
  expect(text).toContain(says);
  expect(text.length).toBeLessThan(20_000_000);
});

test('a setting that is nested very deep is refused', async () => {
  const response = await client.request('/api/settings', { method: 'POST', body: DEEP_SETTING });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('more than 100 levels');
});

test('a node without inputs beside a good graph is refused, and the runner goes on', async () => {
  const response = await raw(
    JSON.stringify({ prompt: { ...good, '2': { class_type: 'EmptyImage' } } }),
  );
  expect(response.status).toBe(400);
  expect((await client.run(plainPicture(2))).type).toBe('execution_success');
});

test('a body of 30 MB is too large, and says so', async () => {
  const response = await raw(JSON.stringify({ prompt: good, extra_data: { x: 'y'.repeat(30e6) } }));
  expect(response.status).toBe(413);
  expect(await response.text()).toMatch(/MiB|MB|bytes/);
});

test.each([
  '/api/view?filename=../../secrets.json&type=output',
  '/api/view?filename=a.png&subfolder=../x&type=output',
  '/api/view?filename=a.png&type=nonsense',
  '/api/view',
  '/api/userdata/..%2F..%2Fsecrets.json',
  '/api/userdata/%2Fetc%2Fpasswd',
  '/api/userdata/a%00b',
  '/api/nothing/here',
  '/assets/../../package.json',
  '/assets/%2e%2e/%2e%2e/package.json',
])('%s is refused', async (path) => {
  const response = await client.request(path);
  expect([400, 403, 404]).toContain(response.status);
});

test('names that climb are refused in graphs and uploads', async () => {
  for (const image of ['../x.png', '/etc/passwd', 'a\\..\\b.png', '../../x.png [output]']) {
    const { status } = await client.submit({
      '1': { class_type: 'LoadImage', inputs: { image } },
      '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } },
    });
    expect(status).toBe(400);
  }
  const form = new FormData();
  form.set('image', new Blob(['x']), 'x.png');
  form.set('subfolder', '../..');
  expect((await client.request('/api/upload/image', { method: 'POST', body: form })).status).toBe(
    400,
  );
});

test("a prefix that climbs is the node's error, and writes nothing", async () => {
  const end = await client.run(plainPicture(3, '../../escaped'));
  expect(end.type).toBe('execution_error');
  expect(JSON.stringify(end.data)).not.toContain(stack.env['ATELIER_DATA_DIR']);
});

test('an expired token opens nothing', async () => {
  const id = parseUserId(userId);
  if (id === null) throw new Error('not a user id');
  const keys = parseSigningKeys(stack.env['AUTH_SECRETS'] ?? '');
  const expired = await signToken(keys, { id, tokenVersion: 1 }, 'access', -5);
  const late = new ComfyClient(`${stack.url}/studio`, expired);
  expect((await late.request('/api/queue')).status).toBe(401);
  await late.connect();
  expect(late.closed?.code).toBe(4401);
  expect(late.messages).toEqual([]);
});

test('nothing secret is in the logs', () => {
  const logs = stack.logs();
  const secrets = [client.token, stack.env['AUTH_SECRETS'], stack.env['S3_SECRET_ACCESS_KEY']];
  for (const secret of secrets) expect(logs).not.toContain(secret ?? 'unset');
  expect(logs).not.toMatch(/argon2id/);
  expect(logs).not.toContain('"level":"error"');
});
