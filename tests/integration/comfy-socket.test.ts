/** ComfyUI's socket with real Redis and a real database: who is let in, who hears what, in what order. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import type { RunAddress } from '@/lib/domain/user-event';
import { runIdFor } from '@/lib/kernel/ids';
import {
  RIG_FEATURES,
  startGatewayRig,
  type GatewayRig,
  type RigUser,
} from '@/tests/support/gateway-rig';
import { finish, start, submit } from '@/tests/support/rig-runs';
import { RigSocket } from '@/tests/support/rig-socket';

const PROMPT_ID = '11111111-2222-4333-8444-555555555555';
let rig: GatewayRig;
beforeAll(async () => {
  rig = await startGatewayRig();
});
afterAll(() => rig.stop());

const open = (user: RigUser, clientId: string): Promise<RigSocket> =>
  RigSocket.open(user.base, user.token, clientId);

const addressOf = (user: RigUser, promptId: string, clientId: string): RunAddress => ({
  runId: runIdFor(user.user.id, promptId),
  promptId,
  clientId,
});

/** Submits a prompt of the client. */
async function post(user: RigUser, clientId: string, promptId = PROMPT_ID): Promise<RunAddress> {
  await submit(user, { client_id: clientId, prompt_id: promptId });
  return addressOf(user, promptId, clientId);
}

const success = (promptId: string) => ({
  type: 'execution_success',
  data: { prompt_id: promptId, timestamp: 1 },
});

function tellEnd(user: RigUser, address: RunAddress): void {
  const message = success(address.promptId);
  rig.publisher.publish(user.user.id, { kind: 'run-end', state: 'succeeded', message, ...address });
}

/** What a socket was told, once everything that was on its way has arrived. */
async function toldTo(user: RigUser, socket: RigSocket): Promise<string[]> {
  const clientId = String(socket.texts[0]?.data['sid']);
  rig.publisher.publish(user.user.id, {
    kind: 'run-message',
    message: { type: 'marker', data: {} },
    ...addressOf(user, PROMPT_ID, clientId),
  });
  await socket.until(() => socket.types().includes('marker'));
  return socket.types().filter((type) => type !== 'marker');
}

describe('who is let in', () => {
  const closing = (query: string, headers: Record<string, string> = {}) =>
    new RigSocket(rig.base, query, headers).end();

  test('a socket without, with a wrong or with an expired token is closed with 4401 and a reason', async () => {
    const user = await rig.user();
    const notSignedIn = { code: 4401, reason: expect.stringContaining('Sign in') as string };
    expect(await closing('?clientId=x')).toEqual(notSignedIn);
    expect(await closing('?token=nonsense')).toEqual(notSignedIn);
    expect(await closing(`?token=${await user.sign('ws', -10)}`)).toEqual(notSignedIn);
    // A token for the API is no ticket for sockets: it would stand in logs as part of the address.
    expect(await closing(`?token=${user.token}`)).toEqual(notSignedIn);
    const ticket = await user.sign('ws');
    expect(await closing('', { authorization: `Bearer ${ticket}` })).toEqual(notSignedIn);
    expect(await closing('', { authorization: 'Basic x' })).toEqual(notSignedIn);
  });

  test('nothing is told before the refusal', async () => {
    const socket = new RigSocket(rig.base, '?token=nonsense');
    await socket.end();
    expect(socket.texts).toEqual([]);
  });

  test('ticket, bearer token and the cookie of our own pages open a socket', async () => {
    const user = await rig.user();
    const origin = new URL(rig.base).origin;
    const cookie = `atelier.session=${user.token}`;
    const ways: [query: string, headers: Record<string, string>][] = [
      [`?token=${await user.sign('ws')}`, {}],
      ['', { authorization: `Bearer ${user.token}` }],
      ['', { cookie, origin }],
    ];
    for (const [query, headers] of ways) {
      const socket = new RigSocket(rig.base, query, headers);
      await socket.until(() => socket.texts.length > 0);
      expect(socket.texts[0]?.type).toBe('status');
      socket.close();
    }
  });

  test('a page of another site cannot use the cookie', async () => {
    const user = await rig.user();
    const cookie = `atelier.session=${user.token}`;
    expect(await closing('', { cookie, origin: 'https://evil.example' })).toMatchObject({
      code: 4403,
    });
  });

  test('a disabled user is told so', async () => {
    const user = await rig.user();
    await rig.db.users.changeAndRevoke(user.user.id, { status: 'disabled' });
    expect(await closing('', { authorization: `Bearer ${user.token}` })).toEqual({
      code: 4403,
      reason: expect.stringContaining('disabled') as string,
    });
  });

  test('ending the sessions closes the sockets that were opened with them', async () => {
    const user = await rig.user();
    const socket = await open(user, 'a');
    rig.publisher.publish(user.user.id, { kind: 'session', tokenVersion: 2 });
    expect(await socket.end()).toMatchObject({ code: 4401 });
  });
});

describe('the greeting', () => {
  test('tells the client id back and the number of the caller’s own runs', async () => {
    const [user, other] = [await rig.user(), await rig.user()];
    await post(other, 'tab');
    const socket = await open(user, 'tab');
    expect(socket.texts[0]).toEqual({
      type: 'status',
      data: { status: { exec_info: { queue_remaining: 0 } }, sid: 'tab' },
    });
    const unnamed = await open(user, 'x'.repeat(201));
    expect(unnamed.texts[0]?.data['sid']).toMatch(/^[0-9a-f]{32}$/);
    socket.close();
    unnamed.close();
  });

  test('feature flags are answered when they are the first message, and only then', async () => {
    const user = await rig.user();
    const flags = { type: 'feature_flags', data: { supports_preview_metadata: true } };
    const first = await open(user, 'a');
    first.send(flags);
    await first.until(() => first.texts.length > 1);
    expect(first.texts[1]).toEqual({ type: 'feature_flags', data: RIG_FEATURES });

    const late = await open(user, 'b');
    late.send('not JSON');
    late.send(flags);
    first.send(flags);
    rig.publisher.publish(user.user.id, {
      kind: 'run-message',
      message: { type: 'marker', data: {} },
      ...addressOf(user, PROMPT_ID, 'b'),
    });
    await late.until(() => late.texts.length > 1);
    expect(late.types()).toEqual(['status', 'marker']);
    expect(first.types()).toEqual(['status', 'feature_flags']);
    first.close();
    late.close();
  });
});

describe('who hears what', () => {
  test('two users with one client id and one prompt id hear nothing of each other', async () => {
    const [ann, bob] = [await rig.user(), await rig.user()];
    const [annSocket, bobSocket] = [await open(ann, 'tab'), await open(bob, 'tab')];
    const address = await post(ann, 'tab');
    await post(bob, 'tab');
    await bobSocket.until(() => bobSocket.texts.length > 1);
    await annSocket.until(() => annSocket.texts.length > 1);
    bobSocket.forget();
    const message = { type: 'executed', data: { prompt_id: PROMPT_ID, node: '9' } };
    rig.publisher.publish(ann.user.id, { kind: 'run-message', message, ...address });
    rig.publisher.publish(ann.user.id, {
      kind: 'preview',
      nodeId: '1',
      displayNodeId: '1',
      mime: 'image/jpeg',
      image: Buffer.from([1, 2, 3]),
      ...address,
    });
    await annSocket.until(() => annSocket.pictures.length > 0);
    expect(annSocket.texts.at(-1)).toEqual(message);
    tellEnd(ann, address);
    await annSocket.until(() => annSocket.types().includes('executing'));
    expect(bobSocket.texts).toEqual([]);
    expect(bobSocket.pictures).toEqual([]);
    annSocket.close();
    bobSocket.close();
  });

  test('two tabs with one client id both hear, and the second still does when the first is gone', async () => {
    const user = await rig.user();
    const [first, second] = [await open(user, 'tab'), await open(user, 'tab')];
    const otherTab = await open(user, 'other');
    const tell = (type: string): void =>
      rig.publisher.publish(user.user.id, {
        kind: 'run-message',
        message: { type, data: {} },
        ...addressOf(user, PROMPT_ID, 'tab'),
      });
    tell('one');
    await first.until(() => first.types().includes('one'));
    await second.until(() => second.types().includes('one'));
    first.close();
    await first.end();
    tell('two');
    await second.until(() => second.types().includes('two'));
    expect(await toldTo(user, otherTab)).toEqual(['status']);
    second.close();
    otherTab.close();
  });

  test('previews come with their prompt and node to those who asked for that, else bare', async () => {
    const user = await rig.user();
    const [newer, older] = [await open(user, 'tab'), await open(user, 'tab')];
    newer.send({ type: 'feature_flags', data: { supports_preview_metadata: true } });
    older.send({ type: 'feature_flags', data: {} });
    await newer.until(() => newer.texts.length > 1);
    await older.until(() => older.texts.length > 1);
    rig.publisher.publish(user.user.id, {
      kind: 'preview',
      nodeId: '5.0.1',
      displayNodeId: '5',
      mime: 'image/png',
      image: Buffer.from('PNG'),
      ...addressOf(user, PROMPT_ID, 'tab'),
    });
    await newer.until(() => newer.pictures.length > 0);
    await older.until(() => older.pictures.length > 0);
    expect(older.pictures[0]?.toString('hex')).toBe('0000000100000002504e47');
    const [frame = Buffer.alloc(8)] = newer.pictures;
    const end = 8 + frame.readUInt32BE(4);
    expect(frame.readUInt32BE(0)).toBe(4);
    expect(JSON.parse(frame.toString('utf8', 8, end))).toEqual({
      node_id: '5.0.1',
      prompt_id: PROMPT_ID,
      display_node_id: '5',
      parent_node_id: null,
      real_node_id: '5.0.1',
      image_type: 'image/png',
    });
    expect(frame.toString('utf8', end)).toBe('PNG');
    newer.close();
    older.close();
  });
});

describe('order', () => {
  test('a run ends with its terminal message, status, and that nothing executes', async () => {
    const user = await rig.user();
    const [socket, otherTab] = [await open(user, 'tab'), await open(user, 'other')];
    const address = await post(user, 'tab');
    await socket.until(() => socket.texts.length > 1);
    await start(rig, user, PROMPT_ID);
    await finish(rig, user, PROMPT_ID);
    socket.forget();
    otherTab.forget();
    tellEnd(user, address);
    await socket.until(() => socket.types().includes('executing'));
    expect(socket.texts).toEqual([
      success(PROMPT_ID),
      { type: 'status', data: { status: { exec_info: { queue_remaining: 0 } } } },
      { type: 'executing', data: { node: null, prompt_id: PROMPT_ID } },
    ]);
    expect(otherTab.types()).toEqual(['status']);
    socket.close();
    otherTab.close();
  });

  test('a run that is cancelled while it waits ends with status alone', async () => {
    const user = await rig.user();
    const socket = await open(user, 'tab');
    await post(user, 'tab');
    await socket.until(() => socket.texts.length > 1);
    socket.forget();
    await user.post(`/api/jobs/${PROMPT_ID}/cancel`);
    await socket.until(() => socket.texts.length > 0);
    expect(socket.texts).toEqual([
      { type: 'status', data: { status: { exec_info: { queue_remaining: 0 } } } },
    ]);
    socket.close();
  });

  test('many submissions at once are told by few messages', async () => {
    const user = await rig.user();
    const socket = await open(user, 'tab');
    for (let i = 0; i < 40; i += 1) {
      rig.publisher.publish(user.user.id, {
        kind: 'run-state',
        state: 'queued',
        ...addressOf(user, PROMPT_ID, 'tab'),
      });
    }
    await socket.until(() => socket.texts.length > 1);
    expect(socket.texts.length).toBeLessThan(6);
    socket.close();
  });
});

describe('coming back', () => {
  test('a client that comes back in mid-run is told where the run stands', async () => {
    const user = await rig.user();
    const address = await post(user, 'tab');
    await start(rig, user, PROMPT_ID);
    const state = { type: 'progress_state', data: { prompt_id: PROMPT_ID, nodes: { '1': {} } } };
    const executing = {
      type: 'executing',
      data: { node: '1', display_node: '1', prompt_id: PROMPT_ID },
    };
    rig.progress.write(address.runId, { progress_state: state, executing });
    await vi.waitUntil(async () => (await rig.progress.read(address.runId)).executing);

    const socket = await open(user, 'tab');
    await socket.until(() => socket.texts.length >= 4);
    expect(socket.types()).toEqual(['status', 'execution_start', 'progress_state', 'executing']);
    expect(socket.texts.slice(2)).toEqual([state, executing]);
    expect(socket.texts[0]?.data).toMatchObject({ status: { exec_info: { queue_remaining: 1 } } });
    const stranger = await open(user, 'another');
    expect(await toldTo(user, stranger)).toEqual(['status']);
    socket.close();
    stranger.close();
  });

  test('a client is told of an end that nobody told it, once', async () => {
    const user = await rig.user();
    const address = await post(user, 'tab');
    await start(rig, user, PROMPT_ID);
    await finish(rig, user, PROMPT_ID);
    const socket = await open(user, 'tab');
    await socket.until(() => socket.types().includes('executing'));
    expect(socket.types()).toEqual([
      'status',
      'execution_start',
      'executed',
      'execution_success',
      'status',
      'executing',
    ]);
    expect(socket.texts[2]?.data).toMatchObject({ node: '9', prompt_id: PROMPT_ID });
    // The event of that end was still on its way.
    socket.forget();
    tellEnd(user, address);
    await socket.until(() => socket.texts.length > 0);
    expect(socket.types()).toEqual(['status']);
    socket.close();
    await socket.end();

    const again = await open(user, 'tab');
    expect(await toldTo(user, again)).toEqual(['status']);
    again.close();
  });

  test('an end that was told is not told again', async () => {
    const user = await rig.user();
    const socket = await open(user, 'tab');
    const address = await post(user, 'tab');
    await start(rig, user, PROMPT_ID);
    await finish(rig, user, PROMPT_ID);
    tellEnd(user, address);
    await socket.until(() => socket.types().includes('executing'));
    socket.close();
    await socket.end();
    const again = await open(user, 'tab');
    expect(await toldTo(user, again)).toEqual(['status']);
    again.close();
  });

  test('an end that Redis lost reaches an open socket when Redis is back, once', async () => {
    const user = await rig.user();
    const socket = await open(user, 'patient');
    const lost = await post(user, 'patient', '99999999-2222-4333-8444-555555555555');
    await start(rig, user, lost.promptId);
    await finish(rig, user, lost.promptId);
    rig.cutEvents();
    await socket.until(() => socket.types().includes('execution_success'));
    // The same end on its way after all is not told a second time.
    tellEnd(user, lost);
    const types = await toldTo(user, socket);
    expect(types.filter((type) => type === 'execution_success')).toHaveLength(1);
  });
});
