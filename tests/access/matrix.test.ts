/**
 * The access matrix: every route that is served × every kind of caller. The gateway's routes come
 * from its allow-list, our JSON API's from the files below `app/api`; a route without an entry fails.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { needOf, type Method } from '@/lib/gateway/route';
import { ROUTE_TABLE } from '@/lib/gateway/route-table';

import { makeThings, newCanary, NOBODYS_THINGS } from '../support/own-things';
import { startStack, type Stack } from '../support/stack';
import { APP_ENTRIES, appRoutes } from './app-entries';
import { CALLERS, Credentials, makePeople, type CallerKind } from './callers';
import {
  expectedStatus,
  isOwner,
  isStranger,
  type Entry,
  type Ids,
  type Need,
  type World,
} from './entry';
import { GATEWAY_ENTRIES } from './gateway-entries';

/** One served address with its entry. */
interface Line {
  readonly name: string;
  readonly method: string;
  readonly base: string;
  readonly need: Need;
  readonly anonymous: number;
  readonly entry: Entry;
}

const BASES = {
  twin: ['/studio/api', '/studio'],
  api: ['/studio/api'],
  bare: ['/studio'],
  root: [''],
};
const ROWS = Object.entries(ROUTE_TABLE) as [
  string,
  readonly ['public' | 'signed-in' | 'admin', string],
][];

const GATEWAY_LINES = ROWS.flatMap(([name, [access]]): Line[] => {
  const entry = GATEWAY_ENTRIES[name];
  if (entry === undefined) return [];
  const [method = '', place = ''] = name.split(' ');
  const byTable = access === 'public' ? 'public' : needOf({ access, method: method as Method });
  // The editor reloads for ever on a 401 of its settings.
  const anonymous = name.includes('/settings') ? 403 : 401;
  return BASES[place as keyof typeof BASES].map((base) => ({
    ...{ method, base, anonymous, entry },
    name: `${method} ${base}${name.split(' ')[2] ?? ''}`,
    need: entry.need ?? byTable,
  }));
});
const APP_LINES = Object.entries(APP_ENTRIES).map(([name, entry]): Line => {
  const { need } = entry;
  return { name, method: name.split(' ')[0] ?? '', base: '', need, anonymous: 401, entry };
});
const LINES = [...GATEWAY_LINES, ...APP_LINES];

let stack: Stack;
let world: World;
let credentials: Credentials;

beforeAll(async () => {
  const env = { SIGN_IN_ATTEMPTS: '100000', RUNS_WAITING_MAX: '1000' };
  stack = await startStack({ env });
  credentials = new Credentials(stack, await makePeople(stack));
  const { owner } = credentials.people;
  const canary = newCanary();
  const things = await makeThings(stack.url, await credentials.token(owner), canary);
  const ids = { ...things, keyId: 'a'.repeat(24), shareId: 'a'.repeat(64), userId: owner.id };
  const asOwner = async (target: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { authorization: `Bearer ${await credentials.token(owner)}` };
    return fetch(`${stack.url}${target}`, { ...init, headers });
  };
  world = { stack, ids, canary, asOwner };
}, 300_000);
afterAll(() => stack.stop());

async function call(
  line: Line,
  ids: Ids,
  kind: CallerKind,
): Promise<{ status: number; text: string }> {
  const { entry, base, method } = line;
  const token = await credentials.of(kind);
  const given = entry.body?.(ids);
  const body = given instanceof FormData || given === undefined ? given : JSON.stringify(given);
  const answer = await fetch(`${stack.url}${base}${entry.target(ids)}`, {
    method,
    redirect: 'manual',
    headers: {
      ...entry.headers,
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** Names of things replaced, so that two answers can be compared. */
function withoutNames(text: string, ids: Ids): string {
  const names = [...new Set(Object.values(ids) as string[])].sort((a, b) => b.length - a.length);
  return names.reduce((rest, name) => rest.replaceAll(name, '*'), text);
}

test('every row of the allow-list has an entry, and no entry is left over', () => {
  expect(Object.keys(GATEWAY_ENTRIES).sort()).toEqual(Object.keys(ROUTE_TABLE).sort());
});

test('every route file of the JSON API has an entry, and no entry is left over', () => {
  expect(Object.keys(APP_ENTRIES).sort()).toEqual(appRoutes());
});

describe.each(LINES)('$name', (line) => {
  const { entry, need, anonymous } = line;
  beforeEach(() => entry.prepare?.(world));

  test.each(CALLERS)('%s', async (kind) => {
    const answer = await call(line, world.ids, kind);
    expect(answer).toMatchObject({ status: expectedStatus(kind, need, entry, anonymous) });
    if (isOwner(kind)) return;
    expect(answer.text).not.toContain(world.canary);
    if (entry.survives !== undefined) expect(await entry.survives(world)).toBe(true);
    if (entry.strangers === undefined || !isStranger(kind)) return;
    const missing = {
      ...world.ids,
      ...NOBODYS_THINGS,
      keyId: 'b'.repeat(24),
      shareId: 'b'.repeat(64),
    };
    const answerForMissing = await call(line, missing, kind);
    expect(withoutNames(answer.text, world.ids)).toBe(withoutNames(answerForMissing.text, missing));
    expect(answer.status).toBe(answerForMissing.status);
  });
});

test("an admin does not take a user's entry of the history away, nor another user", async () => {
  for (const kind of ['another user', 'an admin'] as const) {
    for (const body of [{ delete: [world.ids.promptId] }, { clear: true }]) {
      const answer = await fetch(`${stack.url}/studio/api/history`, {
        method: 'POST',
        headers: { authorization: `Bearer ${(await credentials.of(kind)) ?? ''}` },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
    }
  }
  const left = await world.asOwner(`/studio/api/history/${world.ids.promptId}`);
  expect(await left.text()).toContain(world.ids.promptId);
});
