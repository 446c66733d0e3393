/** Who may open sockets, and what each hears: the editor's socket and the live views of our pages. */
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { SOCKET_IO_PATH } from '@/lib/realtime/socket-io';

import { ComfyClient } from '../support/comfy-client';
import { plainPicture } from '../support/graphs';
import { newCanary } from '../support/own-things';
import { startStack, type Stack } from '../support/stack';
import { waitFor } from '../support/wait-for';
import { CALLERS, Credentials, makePeople, NOBODIES, type CallerKind } from './callers';

let stack: Stack;
let credentials: Credentials;
beforeAll(async () => {
  stack = await startStack();
  credentials = new Credentials(stack, await makePeople(stack));
}, 300_000);
afterAll(() => stack.stop());

/** `open`, or the code with which it is closed. */
function expected(kind: CallerKind): 'open' | 4401 | 4403 {
  if (kind === 'a disabled user') return 4403;
  if ((NOBODIES as readonly string[]).includes(kind)) return 4401;
  if (kind === 'a user with a one-time password' || kind.endsWith(' admin')) {
    return kind === 'an admin' ? 'open' : 4403;
  }
  return 'open';
}

/** Opens the socket and tells what came of it. */
function tryOpen(address: string, token: string | null): Promise<'open' | number> {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const socket = new WebSocket(address, { headers });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => resolve(code));
    // The first message of somebody who was let in.
    socket.once('message', () => {
      resolve('open');
      socket.close();
    });
  });
}

describe.each(['/studio/ws', '/studio/api/ws'])('%s', (path) => {
  test.each(CALLERS)('%s', async (kind) => {
    const address = `${stack.url.replace('http', 'ws')}${path}?clientId=matrix`;
    expect(await tryOpen(address, await credentials.of(kind))).toBe(expected(kind));
  });

  test('a ticket opens it, an access token or an API key in its place does not', async () => {
    const { owner } = credentials.people;
    const address = `${stack.url.replace('http', 'ws')}${path}?token=`;
    expect(await tryOpen(`${address}${await credentials.token(owner, 'ws')}`, null)).toBe('open');
    expect(await tryOpen(`${address}${await credentials.token(owner)}`, null)).toBe(4401);
    expect(await tryOpen(`${address}${await credentials.key(owner, 'run')}`, null)).toBe(4401);
  });

  test('an API key in the cookie opens nothing', async () => {
    const key = await credentials.key(credentials.people.owner, 'run');
    const socket = new WebSocket(`${stack.url.replace('http', 'ws')}${path}`, {
      headers: { cookie: `atelier.session=${key}` },
    });
    const code = await new Promise((resolve) => socket.once('close', resolve));
    expect(code).toBe(4401);
  });
});

describe('live views', () => {
  test.each(CALLERS)('%s', async (kind) => {
    const token = await credentials.of(kind);
    const socket = io(stack.url, {
      path: SOCKET_IO_PATH,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: token === null ? {} : { token },
    });
    const outcome = await new Promise((resolve) => {
      socket.once('connect', () => resolve('open'));
      socket.once('connect_error', () => resolve('refused'));
    });
    socket.close();
    const mayEnter = expected(kind) === 'open' || kind === 'a user with a one-time password';
    expect(outcome).toBe(mayEnter ? 'open' : 'refused');
  });
});

/** Everything that a live view or a socket was sent, as text. */
function listen(token: string): { heard: () => string; close: () => void } {
  const socket = io(stack.url, {
    path: SOCKET_IO_PATH,
    transports: ['websocket'],
    forceNew: true,
    auth: { token },
  });
  const heard: unknown[] = [];
  socket.onAny((...event: unknown[]) => heard.push(event));
  return { heard: () => JSON.stringify(heard), close: () => socket.close() };
}

test('no message about the owner’s run reaches anybody else, even with the same client id', async () => {
  const { owner, other, operator, admin } = credentials.people;
  const canary = newCanary();
  const base = `${stack.url}/studio`;
  const clientId = 'the-same-client-id';
  const mine = await new ComfyClient(base, await credentials.token(owner), clientId).connect();
  const foreign = await Promise.all(
    [other, operator, admin].map(async (one) =>
      new ComfyClient(base, await credentials.token(one), clientId).connect(),
    ),
  );
  const views = await Promise.all(
    [other, operator, admin].map(async (one) => listen(await credentials.token(one))),
  );
  const ownView = listen(await credentials.token(owner));

  const { promptId } = await mine.submit(plainPicture(77, `${canary}/picture`));
  await mine.ended(promptId);
  await waitFor(() => ownView.heard().includes(promptId), 'the owner’s view to hear of the run');
  expect(JSON.stringify(mine.of(promptId))).toContain(canary);
  for (const client of foreign) {
    expect(client.of(promptId)).toEqual([]);
    expect(JSON.stringify(client.messages)).not.toContain(canary);
    expect(client.previews).toEqual([]);
  }
  for (const view of views) {
    expect(view.heard()).not.toContain(promptId);
    expect(view.heard()).not.toContain(canary);
  }
  for (const one of [mine, ...foreign, ...views, ownView]) one.close();
});
