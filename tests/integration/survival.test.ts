/** A run survives the death of any part, and is done once. */
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { parseUserId, runIdFor } from '@/lib/kernel/ids';

import { ComfyClient } from '../support/comfy-client';
import { longWork, plainPicture } from '../support/graphs';
import { startStack, type Stack, type StackUser } from '../support/stack';
import { waitFor } from '../support/wait-for';

let stack: Stack;
let user: StackUser;
let client: ComfyClient;
const LONG_MS = 180_000;

beforeAll(async () => {
  stack = await startStack({ env: { RUN_LEASE_MS: '4000', JANITOR_INTERVAL_MS: '500' } });
  user = await stack.createUser();
  client = await connect();
}, 300_000);
afterAll(async () => {
  client.close();
  await stack.stop();
});

async function connect(clientId?: string): Promise<ComfyClient> {
  const token = await stack.signIn(user);
  return new ComfyClient(`${stack.url}/studio`, token, clientId).connect();
}

async function generationsOf(promptId: string): Promise<number> {
  const userId = parseUserId(user.id);
  if (userId === null) throw new Error('not a user id');
  const made = await stack.db.generations.listByRun(userId, runIdFor(userId, promptId));
  return made.length;
}

const started = (promptId: string): Promise<unknown> =>
  waitFor(
    () => client.of(promptId).some(({ type }) => type === 'executing'),
    'the run to start',
    LONG_MS,
  );

test('a worker killed in mid-run: another start finishes the run, with one result', async () => {
  const { promptId } = await client.submit(longWork(0x102030));
  await started(promptId);
  await stack.kill('worker');
  await stack.restart('worker');
  expect((await client.ended(promptId, LONG_MS)).type).toBe('execution_success');
  expect(await generationsOf(promptId)).toBe(1);
  const ends = client.of(promptId).filter(({ type }) => type === 'execution_success');
  expect(ends).toHaveLength(1);
}, 300_000);

test('the web process killed: the client attaches again and is told the end', async () => {
  const { promptId } = await client.submit(longWork(0x203040));
  await started(promptId);
  await stack.kill('web');
  await waitFor(() => client.closed !== null, 'the socket to break');
  await stack.restart('web');
  const again = await connect(client.clientId);
  expect((await again.ended(promptId, LONG_MS)).type).toBe('execution_success');
  const kinds = again.of(promptId).map(({ type }) => type);
  expect(kinds[0]).toBe('execution_start');
  expect(kinds).toContain('executed');
  expect(await generationsOf(promptId)).toBe(1);
  client = again;
}, 300_000);

test('Redis emptied while prompts wait: they run all the same, once each', async () => {
  const first = await client.submit(longWork(0x304050));
  await started(first.promptId);
  const waiting = await Promise.all(
    Array.from({ length: 8 }, (_, index) => client.submit(plainPicture(0x400000 + index, 'waits'))),
  );
  const redis = new Redis(stack.env['REDIS_URL'] ?? '');
  await redis.flushall();
  redis.disconnect();
  for (const { promptId } of [first, ...waiting]) {
    expect((await client.ended(promptId, LONG_MS)).type).toBe('execution_success');
    expect(await generationsOf(promptId)).toBe(1);
  }
}, 300_000);

test('a cancelled run ends as cancelled, and the next one runs', async () => {
  const { promptId } = await client.submit(longWork(0x506070));
  await started(promptId);
  const next = await client.submit(plainPicture(0x607080));
  expect((await client.post('/api/interrupt', { prompt_id: promptId })).status).toBe(200);
  expect((await client.ended(promptId, LONG_MS)).type).toBe('execution_interrupted');
  expect((await client.ended(next.promptId, LONG_MS)).type).toBe('execution_success');
  const job = (await client.json(`/api/jobs/${promptId}`)) as { status: string };
  expect(job.status).toBe('cancelled');
}, 300_000);
