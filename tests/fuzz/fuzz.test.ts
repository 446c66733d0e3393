/**
 * Malformed requests and frames at every door of a whole stack, by the seed that is printed. Nothing
 * answers 5xx, nothing breaks, nobody sees another's things, and afterwards prompts still run.
 * `FUZZ_SEED` repeats a run, `FUZZ_REQUESTS` says how many requests are sent.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readVariables } from '@/cli/launcher/environment.mjs';

import { Credentials, makePeople } from '../access/callers';
import { ComfyClient } from '../support/comfy-client';
import { plainPicture } from '../support/graphs';
import { DEEP_SETTING, HEAVY_PROMPTS } from '../support/heavy-prompts';
import { makeThings, newCanary, type ThingIds } from '../support/own-things';
import { startStack, type Stack } from '../support/stack';
import { fuzzSocket } from './frames';
import { makeRequest, type FuzzRequest } from './make-request';
import { Random } from './random';
import { makeRawRequest } from './raw-requests';
import { closeConnections, send, sendRaw, type Outcome } from './send';
import { fuzzTargets } from './targets';

const variables = readVariables();
const SEED = Number(variables['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const REQUESTS = Number(variables['FUZZ_REQUESTS'] ?? 18_000);
const RAW_REQUESTS = Math.ceil(REQUESTS / 15);
const SOCKETS = Math.ceil(REQUESTS / 150);
const LANES = 12;
/** Tokens are made anew so often, because some requests end sessions. */
const TOKENS_FOR = 100;

/** Answers 503 always: a part of ComfyUI that is off. */
const isOff = ({ path }: FuzzRequest, { status }: Outcome): boolean =>
  status === 503 && /\/assets\/?(\?|$)/i.test(path);

const random = new Random(SEED);
const canary = newCanary();
/** In names of the victim's things, which others may send and give to theirs; the canary is in the contents. */
const name = `name${canary.slice(-8)}`;
const problems: string[] = [];
const counts = new Map<string, number>();
let stack: Stack;
let credentials: Credentials;
let ids: ThingIds;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const count = (what: string, by = 1): void => void counts.set(what, (counts.get(what) ?? 0) + by);

beforeAll(async () => {
  stack = await startStack({ env: { LOG_LEVEL: 'warn' } });
  credentials = new Credentials(stack, await makePeople(stack));
  const victim = await credentials.token(credentials.people.owner);
  ids = await makeThings(stack.url, victim, canary, name);
  say(
    `fuzz: seed ${SEED}, runner: ${stack.env['COMFYUI_DIR'] === undefined ? 'built-in' : 'ComfyUI'}`,
  );
}, 300_000);
afterAll(async () => {
  closeConnections();
  await stack.stop();
});

/** Nobody, another user, that user's key, and an admin: all but the one whose things are looked for. */
async function strangers(): Promise<(string | null)[]> {
  const { other, admin } = credentials.people;
  const token = await credentials.token(other);
  return [
    null,
    token,
    token,
    token,
    await credentials.key(other, 'run'),
    await credentials.token(admin),
  ];
}

function judge(request: FuzzRequest, outcome: Outcome): void {
  const { status, text, reason } = outcome;
  const said = `${request.method} ${request.path.slice(0, 200)} ${JSON.stringify(request.headers).slice(0, 300)} ${(request.body ?? Buffer.alloc(0)).toString('latin1').slice(0, 300)}`;
  const off = isOff(request, outcome);
  if (off) count('switched off');
  else count(status === 0 ? `no answer ${reason}` : `${Math.floor(status / 100)}xx`);
  if (status >= 500 && !off) problems.push(`${status}: ${said}`);
  if (text.includes(canary)) problems.push(`foreign data: ${said}`);
}

/** Work in lanes, so that the number of open requests is bounded. */
async function inLanes(total: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < total && Object.keys(stack.ended()).length === 0) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

test(`${REQUESTS} malformed requests over all routes`, async () => {
  const targets = fuzzTargets(ids);
  let tokens = await strangers();
  await inLanes(REQUESTS, async (index) => {
    if (index % TOKENS_FOR === 0) tokens = await strangers();
    const target = targets[index % targets.length];
    if (target === undefined) throw new Error('no target');
    const request = makeRequest(random, target, ids);
    const token = random.pick(tokens);
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const complete = { ...request, headers: { ...headers, ...request.headers } };
    judge(complete, await send(stack.url, complete));
    count('requests');
  });
  expect(problems).toEqual([]);
  expect(stack.ended()).toEqual({});
});

test('prompts that are small to send and large to judge, all at a time', async () => {
  const authorization = `Bearer ${await credentials.token(credentials.people.other)}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const bodies = HEAVY_PROMPTS.map(({ body }) => ['/studio/api/prompt', body] as const);
  const all = [...bodies, ['/studio/api/settings', DEEP_SETTING] as const];
  await inLanes(all.length, async (index) => {
    const [path = '', body = ''] = all[index] ?? [];
    const request = { method: 'POST', path, headers, body: Buffer.from(body) };
    const outcome = await send(stack.url, request);
    judge(request, outcome);
    if (outcome.status !== 400) problems.push(`${outcome.status}: ${path} ${body.slice(0, 200)}`);
    count('heavy prompts');
  });
  expect(problems).toEqual([]);
  expect(stack.ended()).toEqual({});
});

test(`${RAW_REQUESTS} requests that are none`, async () => {
  const authorization = `authorization: Bearer ${(await strangers())[1] ?? ''}`;
  await inLanes(RAW_REQUESTS, async () => {
    const bytes = makeRawRequest(random, authorization);
    const outcome = await sendRaw(stack.url, bytes);
    judge({ method: 'raw', path: bytes.toString('latin1'), headers: {}, body: null }, outcome);
    count('raw requests');
  });
  expect(problems).toEqual([]);
  expect(stack.ended()).toEqual({});
});

test(`garbage on ${SOCKETS} sockets`, async () => {
  const origin = stack.url.replace('http', 'ws');
  const tokens = await strangers();
  const addresses = [
    `${origin}/studio/ws?clientId=${encodeURIComponent(canary.slice(0, 3))}`,
    `${origin}/studio/api/ws?clientId=%00`,
    `${origin}/socket.io/?EIO=4&transport=websocket`,
  ];
  await inLanes(SOCKETS, async () => {
    const outcome = await fuzzSocket(random, random.pick(addresses), random.pick(tokens) ?? '');
    count('frames', outcome.sent);
    if (outcome.heard.includes(canary)) {
      problems.push(`foreign data on a socket: ${outcome.heard.slice(0, 300)}`);
    }
  });
  expect(problems).toEqual([]);
  expect(stack.ended()).toEqual({});
});

/** Among the requests are good ones for a workspace, which then holds the only slot. */
async function leaveWorkspace(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const overview = await fetch(`${stack.url}/api/workspace`, { headers });
  const { workspace } = (await overview.json()) as { workspace: { id: string } | null };
  if (workspace === null) return;
  const which = `${stack.url}/api/workspace?id=${workspace.id}`;
  expect((await fetch(which, { method: 'DELETE', headers })).ok).toBe(true);
  count('workspaces');
}

test('afterwards prompts still run, and the other user’s things are as they were', async () => {
  const { owner, other, admin } = credentials.people;
  for (const stranger of [other, admin]) {
    const token = await credentials.token(stranger);
    const waiting = new ComfyClient(`${stack.url}/studio`, token);
    await waiting.post('/api/queue', { clear: true });
    await waiting.post('/api/interrupt', {});
    await leaveWorkspace(token);
  }
  const client = await new ComfyClient(
    `${stack.url}/studio`,
    await credentials.token(owner),
  ).connect();
  expect((await client.run(plainPicture(1234, 'after'))).type).toBe('execution_success');
  const history = (await client.json('/api/history')) as Record<string, unknown>;
  expect(Object.keys(history)).toContain(ids.promptId);
  const file = await client.request(`/api/userdata/${encodeURIComponent(ids.file)}`);
  expect(await file.text()).toContain(canary);
  expect(await client.json(`/api/settings/${ids.setting}`)).toBe(canary);
  client.close();
  expect(stack.ended()).toEqual({});
  say(`fuzz: ${[...counts].map(([what, number]) => `${what} ${number}`).join(', ')}`);
});
