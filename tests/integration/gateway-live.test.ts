/** Live news of our own pages: the right user, from our own pages, for as long as the session lasts. */
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';

import { signToken } from '@/lib/features/accounts/tokens';
import { runIdFor } from '@/lib/kernel/ids';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';

let rig: HttpRig;
let ada: HttpUser;
let bob: HttpUser;
const open: Socket[] = [];
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
  [ada, bob] = await Promise.all([rig.user(), rig.user()]);
});
afterEach(() => {
  for (const socket of open.splice(0)) socket.disconnect();
});
afterAll(() => rig.stop());

interface Heard {
  readonly socket: Socket;
  readonly events: [name: string, event: unknown][];
}

function connect(options: object): Socket {
  const common = { path: '/socket.io', forceNew: true, reconnection: false };
  const socket = io(rig.origin, { ...common, transports: ['websocket'], ...options });
  open.push(socket);
  return socket;
}

async function listen(options: object): Promise<Heard> {
  const socket = connect(options);
  const events: Heard['events'] = [];
  socket.onAny((name: string, event: unknown) => events.push([name, event]));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return { socket, events };
}

const cookieOf = (user: HttpUser): object => ({
  extraHeaders: { cookie: `atelier.session=${user.token}`, origin: rig.origin },
});

test.each(['websocket', 'polling'])(
  'events reach their user’s sockets only, by %s',
  async (transport) => {
    const transports = [transport];
    const [one, two, other] = await Promise.all([
      listen({ ...cookieOf(ada), transports }),
      listen({ auth: { token: ada.token }, transports }),
      listen({ ...cookieOf(bob), transports }),
    ]);
    const promptId = 'p';
    const run = { runId: runIdFor(ada.user.id, promptId), promptId, clientId: 'c' };
    const send = (event: Parameters<typeof rig.publisher.publish>[1]) =>
      rig.publisher.publish(ada.user.id, event);
    await expect
      .poll(() =>
        rig.web.redis.pubsub('NUMSUB', `${rig.web.env.REDIS_PREFIX}:user:${ada.user.id}:events`),
      )
      .toContain(1);
    send({ kind: 'run-state', state: 'running', ...run });
    send({ kind: 'run-message', message: { type: 'progress', data: {} }, ...run });
    send({ kind: 'generation', change: 'created', generationId: 'g' });
    send({ kind: 'run-end', state: 'succeeded', message: null, ...run });
    const { runId } = run;
    const expected = [
      ['run-state', { runId, promptId, state: 'running' }],
      ['generation', { change: 'created', generationId: 'g' }],
      ['run-end', { runId, promptId, state: 'succeeded' }],
    ];
    await expect.poll(() => one.events).toEqual(expected);
    await expect.poll(() => two.events).toEqual(expected);
    expect(other.events).toEqual([]);
  },
);

test.each([
  ['no credentials', () => ({})],
  ['a token that is none', () => ({ auth: { token: 'nonsense' } })],
  [
    'a cookie from another site',
    () => ({
      extraHeaders: { cookie: `atelier.session=${ada.token}`, origin: 'https://evil.example' },
    }),
  ],
])('%s opens nothing', async (_, options) => {
  await expect(listen(options())).rejects.toThrow('unauthenticated');
});

test('a session that ends closes its sockets, and only its own', async () => {
  const first = await listen({
    auth: { token: await signToken(rig.web.keys, bob.user, 'access', 60, 'first') },
  });
  const second = await listen({
    auth: { token: await signToken(rig.web.keys, bob.user, 'access', 60, 'second') },
  });
  const { tokenVersion } = bob.user;
  rig.publisher.publish(bob.user.id, { kind: 'session', tokenVersion, endedSessionId: 'first' });
  await expect.poll(() => first.socket.connected).toBe(false);
  expect(second.socket.connected).toBe(true);
  rig.publisher.publish(bob.user.id, { kind: 'session', tokenVersion: tokenVersion + 1 });
  await expect.poll(() => second.socket.connected).toBe(false);
});

test('the channel of a user is left with the last socket', async () => {
  const channel = `${rig.web.env.REDIS_PREFIX}:user:${ada.user.id}:events`;
  const heard = await Promise.all([listen(cookieOf(ada)), listen(cookieOf(ada))]);
  await expect.poll(() => rig.web.redis.pubsub('NUMSUB', channel)).toEqual([channel, 1]);
  heard[0].socket.disconnect();
  heard[1].socket.disconnect();
  await expect.poll(() => rig.web.redis.pubsub('NUMSUB', channel)).toEqual([channel, 0]);
});
