/** Large inputs in parts, with a real object store: through us, and straight to the store. */
import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { removeStaleIncoming } from '@/lib/features/uploads/direct-upload';
import { PART_BYTES } from '@/lib/domain/incoming-upload';
import { uploadKey } from '@/lib/storage/keys';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';

const content = randomBytes(PART_BYTES + 1_000);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const announcement = (more: object = {}): object => ({
  ...{ name: 'film.mp4', bytes: content.byteLength, sha256: sha256(content) },
  ...more,
});

interface Answer {
  readonly done: boolean;
  readonly id: string;
  readonly parts: readonly string[];
  readonly arrived: readonly number[];
}

const post = (user: HttpUser, target: string, body: object = {}): Promise<Response> =>
  user.fetch(target, { method: 'POST', body: JSON.stringify(body) });
const announce = async (user: HttpUser, more: object = {}): Promise<Answer> => {
  const answer = await post(user, '/api/uploads', announcement(more));
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
};
const partOf = (bytes: Uint8Array, index: number): Buffer<ArrayBuffer> =>
  Buffer.from(bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES));
const bring = (user: HttpUser, url: string, body: Buffer<ArrayBuffer>): Promise<Response> =>
  url.startsWith('/')
    ? user.fetch(url, { method: 'PUT', body })
    : fetch(url, { method: 'PUT', body });

/** Goes away in the middle of the part. */
function bringHalf(user: HttpUser, url: string, body: Buffer): Promise<void> {
  const request = httpRequest(new URL(url, user.origin), {
    method: 'PUT',
    headers: { authorization: `Bearer ${user.token}`, 'content-length': body.byteLength },
  });
  return new Promise((resolve) => {
    request.on('error', () => undefined);
    request.once('close', resolve);
    request.write(body.subarray(0, body.byteLength / 2), () => request.destroy());
  });
}

describe.each([
  ['through us', false],
  ['straight to the store', true],
])('%s', (_, isDirect) => {
  let rig: HttpRig;
  beforeAll(async () => {
    const services = inject('services');
    rig = await startHttpRig(services, isDirect ? { S3_PUBLIC_ENDPOINT: services.s3Endpoint } : {});
  });
  afterAll(() => rig.stop());

  test('a file in two parts becomes an input, and is not brought again', async () => {
    const user = await rig.user();
    const { id, parts, done } = await announce(user);
    expect([done, parts.length]).toEqual([false, 2]);
    expect(parts.every((url) => url.startsWith('http') === isDirect)).toBe(true);
    for (const [index, url] of parts.entries()) {
      expect((await bring(user, url, partOf(content, index))).status).toBe(200);
    }
    const finished = await post(user, `/api/uploads/${id}/complete`);
    expect(await finished.json()).toEqual({ name: 'film.mp4', subfolder: '', type: 'input' });
    const shown = await user.fetch('/studio/api/view?filename=film.mp4&type=input');
    expect(sha256(Buffer.from(await shown.arrayBuffer()))).toBe(sha256(content));

    const again = await announce(user, { name: 'copy.mp4' });
    expect(again).toEqual({ done: true, file: { name: 'copy.mp4', subfolder: '', type: 'input' } });
    // Another user has to bring it: whether somebody has a file must not be found out.
    expect((await announce(await rig.user())).done).toBe(false);
  });

  test('what broke off goes on with the parts that are not there yet', async () => {
    const user = await rig.user();
    const first = await announce(user);
    expect(first.arrived).toEqual([]);
    expect((await bring(user, first.parts[0] ?? '', partOf(content, 0))).status).toBe(200);
    await bringHalf(user, first.parts[1] ?? '', partOf(content, 1));

    const second = await announce(user);
    expect([second.id, second.arrived]).toEqual([first.id, [1]]);
    // The same file under another name is another upload, and nobody else's goes on with this one.
    expect((await announce(user, { name: 'other.mp4' })).arrived).toEqual([]);
    expect((await announce(await rig.user())).arrived).toEqual([]);
    expect((await bring(user, second.parts[1] ?? '', partOf(content, 1))).status).toBe(200);

    // All there, and the confirmation was cut off in the middle.
    const incoming = await rig.db.incomingUploads.find(user.user.id, second.id);
    await rig.store.direct.finish(incoming?.key ?? '', incoming?.storeId ?? '');
    const third = await announce(user);
    expect([third.id, third.arrived]).toEqual([first.id, [1, 2]]);
    expect((await post(user, `/api/uploads/${third.id}/complete`)).status).toBe(200);
  });

  test('what the store forgot is begun anew', async () => {
    const user = await rig.user();
    const first = await announce(user);
    const incoming = await rig.db.incomingUploads.find(user.user.id, first.id);
    await rig.store.direct.abort(incoming?.key ?? '', incoming?.storeId ?? '');
    const second = await announce(user);
    expect(second.id).not.toBe(first.id);
    expect(await rig.db.incomingUploads.count(user.user.id)).toBe(1);
  });

  test('other bytes than announced are thrown away', async () => {
    const user = await rig.user();
    const { id, parts } = await announce(user);
    const wrong = Buffer.from(content);
    wrong[5] = (wrong[5] ?? 0) ^ 1;
    for (const [index, url] of parts.entries()) await bring(user, url, partOf(wrong, index));
    const refused = await post(user, `/api/uploads/${id}/complete`);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('not what was announced');
    expect(await rig.store.head(uploadKey(user.user.id, sha256(content)))).toBeNull();
    expect((await post(user, `/api/uploads/${id}/complete`)).status).toBe(404);
    expect(await rig.db.incomingUploads.count(user.user.id)).toBe(0);
  });

  test('a part of another length, a file too large, of no known kind, or of a stranger is refused', async () => {
    const user = await rig.user();
    const { id, parts } = await announce(user);
    expect((await post(user, `/api/uploads/${id}/complete`)).status).toBe(400);
    const short = await bring(user, parts[0] ?? '', Buffer.from('short'));
    expect(short.status).toBeGreaterThanOrEqual(400);
    expect(short.status).toBeLessThan(500);
    const statusOf = async (more: object): Promise<number> =>
      (await post(user, '/api/uploads', announcement(more))).status;
    const large = await post(user, '/api/uploads', announcement({ bytes: 6 * 1024 ** 3 }));
    expect(large.status).toBe(413);
    const facts = { bytes: 6 * 1024 ** 3, limit: 5 * 1024 ** 3 };
    expect(await large.json()).toMatchObject({ error: { code: 'too_large', facts } });
    expect(await statusOf({ name: 'program.exe' })).toBe(415);
    expect(await statusOf({ name: '../x.png' })).toBe(400);
    expect(await statusOf({ sha256: 'nonsense' })).toBe(400);
    const stranger = await rig.user();
    expect((await post(stranger, `/api/uploads/${id}/complete`)).status).toBe(404);
    expect((await stranger.fetch(`/api/uploads/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await user.fetch(`/api/uploads/${id}`, { method: 'DELETE' })).status).toBe(204);
  });

  test('room that others took meanwhile is asked for again, and nothing stays behind', async () => {
    const user = await rig.user();
    await rig.db.collections.users.updateOne(
      { _id: user.user.id },
      { $set: { limits: { storageBytesMax: 15_000 } } },
    );
    const files = [randomBytes(10_000), randomBytes(10_001)];
    const ids: string[] = [];
    for (const [index, bytes] of files.entries()) {
      const name = `film-${index}.mp4`;
      const announced = { name, bytes: bytes.byteLength, sha256: sha256(bytes) };
      const { id, parts } = await announce(user, announced);
      expect((await bring(user, parts[0] ?? '', partOf(bytes, 0))).status).toBe(200);
      ids.push(id);
    }
    expect((await post(user, `/api/uploads/${ids[0] ?? ''}/complete`)).status).toBe(200);
    const refused = await post(user, `/api/uploads/${ids[1] ?? ''}/complete`);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('quota_exceeded');
    expect(await rig.store.head(uploadKey(user.user.id, sha256(files[1] ?? content)))).toBeNull();
    expect(await rig.db.incomingUploads.count(user.user.id)).toBe(0);
  });

  test('what was never finished goes after a while', async () => {
    const user = await rig.user();
    const { parts } = await announce(user);
    await bring(user, parts[0] ?? '', partOf(content, 0));
    const deps = { incomingUploads: rig.db.incomingUploads, store: rig.store };
    await removeStaleIncoming(deps, new Date(Date.now() - 60_000));
    expect(await rig.db.incomingUploads.count(user.user.id)).toBe(1);
    await removeStaleIncoming(deps, new Date(Date.now() + 60_000));
    expect(await rig.db.incomingUploads.count(user.user.id)).toBe(0);
    expect((await bring(user, parts[1] ?? '', partOf(content, 1))).status).toBe(404);
  });
});
