/**
 * Listens as the stranger, with the other user's client id, while things happen to the other user.
 * The owner listens too: what the owner hears shows that the try itself works.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { PROOF_SEEN, type ProofLine } from '@/lib/domain/proof';
import type { User } from '@/lib/domain/user';
import { errorMessage } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import { listenLive } from '@/lib/realtime/listen-live';

import type { ThrowAwayUsers } from './throw-away-users';

interface SocketTries {
  readonly origin: string;
  readonly users: ThrowAwayUsers;
  readonly publisher: Publisher;
}

interface Ear {
  readonly heard: readonly string[];
  close(): void;
}

const WAIT_MS = 5_000;
const ROUND_MS = 100;
/** What might come late. */
const AFTER_MS = 300;

export async function trySockets(tries: SocketTries): Promise<ProofLine[]> {
  const { users } = tries;
  const { things } = users;
  return [
    await compare(tries, 'the editor’s socket with the other’s client id', (user) =>
      listenComfy(tries, user, things.clientId),
    ),
    await compare(tries, 'the live views, watching all topics', async (user) => {
      const ear = await listenLive(tries.origin, await users.tokenOf(user));
      for (const topic of ['overview', 'log proof', users.owner.id]) ear.send('watch', topic);
      return ear;
    }),
    await refuseTicket(tries),
  ];
}

async function compare(
  { users, publisher }: SocketTries,
  what: string,
  listen: (user: User) => Promise<Ear>,
): Promise<ProofLine> {
  const { owner, stranger, canary, things } = users;
  const ears: Ear[] = [];
  try {
    const [theirs, own] = [await listen(stranger), await listen(owner)];
    ears.push(theirs, own);
    const run = {
      ...{ runId: things.runId as RunId, promptId: canary, clientId: things.clientId },
    };
    const message = { type: 'progress', data: { prompt_id: canary, value: 1, max: 2 } };
    const hears = (ear: Ear): boolean => ear.heard.some((line) => line.includes(canary));
    for (let waited = 0; waited < WAIT_MS && !hears(own); waited += ROUND_MS) {
      publisher.publish(owner.id, { kind: 'run-state', state: 'running', ...run });
      publisher.publish(owner.id, { kind: 'run-message', message, ...run });
      await delay(ROUND_MS);
    }
    await delay(AFTER_MS);
    if (!hears(own)) return { what, verdict: 'unclear', seen: 'the owner heard nothing either' };
    const leaked = theirs.heard.find(
      (line) => line.includes(canary) || line.startsWith('overview') || line.startsWith('log'),
    );
    if (leaked !== undefined) {
      return { what, verdict: 'hole', seen: 'the stranger heard what was the owner’s' };
    }
    return { what, verdict: 'closed', seen: PROOF_SEEN.ownerOnly };
  } catch (error) {
    return { what, verdict: 'unclear', seen: `it could not be tried: ${errorMessage(error)}` };
  } finally {
    for (const ear of ears) ear.close();
  }
}

async function listenComfy(
  { origin, users }: SocketTries,
  user: User,
  clientId: string,
): Promise<Ear> {
  const token = await users.tokenOf(user, 'ws');
  const query = new URLSearchParams({ clientId, token }).toString();
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/studio/ws?${query}`);
  const heard: string[] = [];
  socket.addEventListener('message', ({ data }) => heard.push(String(data)));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    for (const end of ['error', 'close']) {
      socket.addEventListener(end, () => reject(new Error('the socket was refused')));
    }
    AbortSignal.timeout(WAIT_MS).addEventListener('abort', () => {
      reject(new Error('the socket did not open'));
    });
  });
  return { heard, close: () => socket.close() };
}

/** A socket without a ticket must be closed before any data. */
async function refuseTicket({ origin }: SocketTries): Promise<ProofLine> {
  const what = 'the editor’s socket without a ticket';
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/studio/ws?clientId=proof`);
  const end = await Promise.race([
    new Promise<string>((resolve) => {
      socket.addEventListener('message', () => resolve('data'));
      socket.addEventListener('close', () => resolve('closed'));
      socket.addEventListener('error', () => resolve('closed'));
    }),
    delay(WAIT_MS, 'open', { ref: false }),
  ]);
  socket.close();
  return end === 'closed'
    ? { what, verdict: 'closed', seen: PROOF_SEEN.refused }
    : { what, verdict: 'hole', seen: end === 'data' ? 'it was told something' : 'it stays open' };
}
