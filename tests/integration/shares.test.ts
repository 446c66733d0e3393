/** Public links, with a real database and object store: who sees what, and when no more. */
import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Generation } from '@/lib/domain/generation';
import type { ShareMode } from '@/lib/domain/share';
import type { Caller } from '@/lib/domain/user';
import { createShare } from '@/lib/features/shares/create-share';
import { removeExpiredShares, revokeShare } from '@/lib/features/shares/end-share';
import { viewShare } from '@/lib/features/shares/open-share';
import { thumbnailKey } from '@/lib/storage/keys';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';
import { makeGeneration } from '../support/make-generation';

let rig: HttpRig;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
});
afterAll(() => rig.stop());

const SECRET = 'a secret prompt';
const callerOf = ({ user }: HttpUser): Caller => ({ userId: user.id }) as Caller;

async function picture(user: HttpUser, more: Partial<Generation> = {}): Promise<Generation> {
  const made = makeGeneration(user.user.id, 'secret_00001_.png', { prompt: SECRET, ...more });
  const thumbs = [{ width: 8, height: 8, key: thumbnailKey(user.user.id, made.id, 8) }];
  const generation = { ...made, thumbs, thumbKey: thumbs[0]?.key ?? null };
  const content = await sharp({
    create: { width: 8, height: 8, channels: 3, background: { r: 1, g: 2, b: 3 } },
  })
    .png()
    .withExif({ IFD0: { ImageDescription: SECRET } })
    .toBuffer();
  await rig.store.put(generation.s3Key, content, { contentType: 'image/png' });
  await rig.store.put(thumbs[0]?.key ?? '', Buffer.from('thumb'), { contentType: 'image/webp' });
  await rig.db.generations.put(generation);
  await rig.db.generations.setThumbnails(user.user.id, generation.id, thumbs, {});
  return generation;
}

const share = (user: HttpUser, items: readonly Generation[], mode: ShareMode = 'clean', days = 1) =>
  createShare(
    { shares: rig.db.shares, gallery: rig.db.gallery, store: rig.store },
    callerOf(user),
    {
      ids: items.map(({ id }) => id),
      ...{ mode, days },
    },
  );
const look = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${rig.origin}${path}`, init);

test('a clean link gives pixels to anybody, and not a word of the graph', async () => {
  const user = await rig.user();
  const generation = await picture(user);
  const { token, share: made } = await share(user, [generation]);
  const page = await viewShare(rig.db, token);
  expect(JSON.stringify(page)).not.toContain('secret');
  const url = page?.files[0]?.url ?? '';
  const answer = await look(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-robots-tag')).toContain('noindex');
  const content = Buffer.from(await answer.arrayBuffer());
  expect(content.includes(SECRET)).toBe(false);
  expect((await sharp(content).metadata()).width).toBe(8);
  expect((await look(`${url}?width=8`)).headers.get('content-type')).toBe('image/webp');
  // Nothing of the link is stored that would open it.
  const stored = await rig.db.collections.shares.findOne({ _id: made.id });
  expect(JSON.stringify(stored)).not.toContain(token);
  expect((await rig.db.shares.list(user.user.id, 5))[0]?.views).toBe(1);
});

test('a full link gives the file as it is, in parts and on condition', async () => {
  const user = await rig.user();
  const { token } = await share(user, [await picture(user)], 'full');
  const page = await viewShare(rig.db, token);
  expect(page?.files[0]).toMatchObject({ prompt: SECRET, filename: 'secret_00001_.png' });
  const url = page?.files[0]?.url ?? '';
  const whole = await look(url);
  const etag = whole.headers.get('etag') ?? '';
  expect(Buffer.from(await whole.arrayBuffer()).includes(SECRET)).toBe(true);
  expect((await look(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const range = { range: 'bytes=0-3' };
  expect((await look(url, { headers: { ...range, 'if-range': etag } })).status).toBe(206);
  expect((await look(url, { headers: { ...range, 'if-range': '"other"' } })).status).toBe(200);
  expect((await look(url, { headers: { range: 'bytes=999999-' } })).status).toBe(416);
  expect((await look(`${url}?download`)).headers.get('content-disposition')).toContain(
    'attachment',
  );
});

test('revoked, expired, in the trash, of a disabled owner, or made up: nothing is there', async () => {
  const user = await rig.user();
  const [one, two] = [await picture(user), await picture(user)];
  const closed = async (token: string): Promise<void> => {
    expect(await viewShare(rig.db, token)).toBeNull();
    const answer = await look(`/s/${token}/${one.id}`);
    expect([answer.status, await answer.text()]).toEqual([404, '']);
  };
  const revoked = await share(user, [one]);
  const [copy] = revoked.share.items;
  await expect(
    revokeShare(
      { shares: rig.db.shares, store: rig.store },
      callerOf(await rig.user()),
      revoked.share.id,
    ),
  ).rejects.toMatchObject({ code: 'not_found' });
  await revokeShare({ shares: rig.db.shares, store: rig.store }, callerOf(user), revoked.share.id);
  await closed(revoked.token);
  expect(await rig.store.head(copy?.key ?? '')).toBeNull();

  const expired = await share(user, [one]);
  await rig.db.collections.shares.updateOne(
    { _id: expired.share.id },
    { $set: { expires_at: new Date(Date.now() - 1) } },
  );
  await closed(expired.token);
  await removeExpiredShares({ shares: rig.db.shares, store: rig.store }, new Date());
  expect(await rig.store.head(expired.share.items[0]?.key ?? '')).toBeNull();

  const both = await share(user, [one, two], 'full');
  await rig.db.gallery.setDeleted(user.user.id, [one.id], new Date());
  expect((await viewShare(rig.db, both.token))?.files).toHaveLength(1);
  expect((await look(`/s/${both.token}/${one.id}`)).status).toBe(404);
  expect((await look(`/s/${both.token}/${two.id}`)).status).toBe(200);
  await rig.db.users.changeAndRevoke(user.user.id, { status: 'disabled' });
  await closed(both.token);
  for (const token of ['x', 'x'.repeat(32)]) await closed(token);
});

test('what is not the caller’s, or cannot be cleaned, is not shared', async () => {
  const [user, other] = [await rig.user(), await rig.user()];
  const theirs = await picture(other);
  await expect(share(user, [theirs])).rejects.toMatchObject({ code: 'not_found' });
  const unknown = await picture(user, { filename: 'scene.blend' });
  await expect(share(user, [unknown])).rejects.toMatchObject({ code: 'invalid_input' });
  expect((await share(user, [unknown], 'full')).share.items).toHaveLength(1);
});

test('whoever tries many links is told to wait', async () => {
  const address = '203.0.113.9';
  for (let tries = 0; tries < 60; tries += 1) await rig.web.shareThrottle.miss(address);
  await expect(rig.web.shareThrottle.admit(address)).rejects.toMatchObject({
    code: 'too_many_requests',
  });
  await rig.web.shareThrottle.admit('203.0.113.10');
});
