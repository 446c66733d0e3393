/**
 * Two users for the proof: one has a thing of each kind, with a word in it that nobody else may ever
 * be shown; the other tries to get at it. Both and all that is theirs go when the proof is over.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

import type { User } from '@/lib/domain/user';
import { createUser } from '@/lib/features/accounts/create-user';
import { signToken } from '@/lib/features/accounts/tokens';
import type { WebServices } from '@/lib/http/services';
import { generationIdFor, runIdFor, type UserId } from '@/lib/kernel/ids';
import { outputKey, uploadKey } from '@/lib/storage/keys';
import { generationDocument } from '@/prisma-free-db/documents/generation';
import { promptRunDocument } from '@/prisma-free-db/documents/prompt-run';
import { uploadIdFor } from '@/lib/kernel/ids';

/** Names of one user's things, or of nobody's. */
export interface ThingNames {
  readonly promptId: string;
  readonly waitingId: string;
  readonly runId: string;
  readonly generationId: string;
  readonly filename: string;
  readonly upload: string;
  readonly file: string;
  readonly setting: string;
  readonly keyId: string;
  readonly userId: string;
  readonly clientId: string;
  readonly s3Key: string;
}

/** Things that do not exist: who may not see another's must not be able to tell the two apart. */
export function nobodysThings(): ThingNames {
  return namesOf(randomUUID(), randomBytes(16).toString('hex'));
}

function namesOf(seed: string, userId: string): ThingNames {
  const word = `p${seed.replaceAll('-', '').slice(0, 20)}`;
  const promptId = randomUUID();
  const waitingId = randomUUID();
  const runId = runIdFor(userId as UserId, promptId);
  return {
    ...{ promptId, waitingId, runId, userId },
    generationId: generationIdFor(runId, '9', 'images', 0),
    filename: `${word}.png`,
    upload: `${word}-input.png`,
    file: `workflows/${word}.json`,
    setting: `proof.${word}`,
    keyId: randomBytes(12).toString('hex'),
    clientId: word,
    s3Key: `comfy/${userId}/${word}.png`,
  };
}

export interface ThrowAwayUsers {
  readonly owner: User;
  readonly stranger: User;
  /** The word in all of the owner's things. */
  readonly canary: string;
  readonly things: ThingNames;
  /** A new token each time: some of what is tried ends sessions. */
  tokenOf(user: User, audience?: 'access' | 'ws'): Promise<string>;
  /** All of the owner's things in one text; it changes when one of them does. */
  fingerprint(): Promise<string>;
  remove(): Promise<void>;
}

const TOKEN_LIFE_S = 600;
/** No worker serves it: the waiting run stays waiting. */
const NOWHERE = 'proof-of-isolation';

export async function makeThrowAwayUsers(web: WebServices): Promise<ThrowAwayUsers> {
  const { db, store } = web;
  const made: User[] = [];
  const make = async (name: string): Promise<User> => {
    const email = `${name}-${randomBytes(6).toString('hex')}@proof.invalid`;
    const { user } = await createUser({ db }, { email, password: null, pool: NOWHERE });
    made.push(user);
    return user;
  };
  const remove = async (): Promise<void> => {
    for (const { id } of made) {
      for (const from of ['generations', 'uploads'] as const) {
        const { keys } = await db.ownedThings.someObjects(id, from, 1_000);
        await store.remove(keys);
      }
      await db.ownedThings.removeRest(id);
      await db.users.changeAndRevoke(id, { status: 'leaving' });
      await db.users.removeAsSystem(id);
    }
  };
  try {
    const [owner, stranger] = [await make('owner'), await make('stranger')];
    const canary = `canary${randomBytes(10).toString('hex')}`;
    const things = namesOf(randomUUID(), owner.id);
    await makeThings(web, owner, things, canary);
    return {
      ...{ owner, stranger, canary, things, remove },
      async tokenOf(user, audience = 'access') {
        const now = (await db.users.findById(user.id)) ?? user;
        return signToken(web.keys, now, audience, TOKEN_LIFE_S);
      },
      fingerprint: () => fingerprintOf(web, owner.id, things),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function makeThings(
  { db, store }: WebServices,
  { id: userId }: User,
  things: ThingNames,
  canary: string,
): Promise<void> {
  const now = new Date();
  const bytes = Buffer.from(canary);
  const graph = { '9': { class_type: 'SaveImage', inputs: { filename_prefix: canary } } };
  for (const [promptId, state] of [
    [things.promptId, 'succeeded'],
    [things.waitingId, 'queued'],
  ] as const) {
    const runId = runIdFor(userId, promptId);
    const run = promptRunDocument.fromDocument({
      ...{ _id: runId, user_id: userId, prompt_id: promptId, state, attempt: 0, number: 1 },
      ...{ pool: NOWHERE, client_id: things.clientId, workflow_id: canary, output_nodes: ['9'] },
      ...{ editor_workflow_id: canary, inputs: [], lease: null, cancel_requested: false },
      ...{ device: null, meta: {}, messages: [], error: null, created_at: now },
      outputs: { '9': { images: [{ filename: things.filename, subfolder: '', type: 'output' }] } },
      started_at: state === 'queued' ? null : now,
      finished_at: state === 'queued' ? null : now,
    });
    await db.promptRuns.create(run, { runId, userId, graph, extraData: { note: canary } });
  }
  const run = { userId, id: runIdFor(userId, things.promptId), createdAt: now };
  const s3Key = outputKey({ ...run, claims: 1 }, '9', things.filename);
  await store.put(s3Key, bytes, { contentType: 'image/png', bytes: bytes.length });
  await db.generations.put(
    generationDocument.fromDocument({
      ...{ _id: things.generationId, user_id: userId, run_id: run.id, node_id: '9', index: 0 },
      ...{ prompt_id: things.promptId, output_key: 'images', type: 'output', subfolder: '' },
      ...{ filename: things.filename, media_type: 'other', content_type: 'image/png' },
      ...{ s3_key: s3Key, thumbs: [], thumb_key: null, workflow_id: canary, prompt: canary },
      ...{ width: null, height: null, bytes: bytes.length, created_at: now, deleted_at: null },
    }),
  );
  const inputKey = uploadKey(userId, createHash('sha256').update(bytes).digest('hex'));
  await store.put(inputKey, bytes, { contentType: 'image/png', bytes: bytes.length });
  await db.uploads.put({
    ...{ id: uploadIdFor(userId, 'input', '', things.upload), userId, type: 'input' },
    ...{ subfolder: '', name: things.upload, s3Key: inputKey, bytes: bytes.length },
    ...{ contentType: 'image/png', contentHash: canary, createdAt: now },
  });
  await db.userFiles.write(userId, things.file, bytes, true);
  await db.userSettings.merge(userId, { [things.setting]: canary });
  await db.apiKeys.create({
    ...{ id: things.keyId, userId, label: canary, scopes: ['read'], secretHash: '' },
    ...{ createdAt: now, lastUsedAt: null },
  });
}

async function fingerprintOf(
  { db }: WebServices,
  userId: UserId,
  things: ThingNames,
): Promise<string> {
  const [runs, generation, uploads, file, settings, keys, user] = await Promise.all([
    db.promptRuns.list(userId, { states: ['queued', 'succeeded', 'cancelled'], limit: 10 }),
    db.generations.find(userId, things.generationId as Parameters<typeof db.generations.find>[1]),
    db.uploads.list(userId, 'input', 10),
    db.userFiles.read(userId, things.file),
    db.userSettings.all(userId),
    db.apiKeys.list(userId),
    db.users.findById(userId),
  ]);
  return JSON.stringify({
    runs: runs.map(({ id, state, cancelRequested }) => [id, state, cancelRequested]),
    generation,
    uploads,
    file: file && Buffer.from(file.content).toString('utf8'),
    settings,
    keys,
    user,
  });
}
