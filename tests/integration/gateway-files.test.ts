/** Bringing and seeing files: names, conversions, ranges, owners, and what is refused. */
import { createHash, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { crc32 } from 'node:zlib';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Generation } from '@/lib/domain/generation';
import { tmpUploadKey, uploadKey } from '@/lib/storage/keys';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';
import { makeGeneration } from '../support/make-generation';

const MAX_UPLOAD_BYTES = 300_000;
let rig: HttpRig;
let ada: HttpUser;
let bob: HttpUser;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'), { MAX_UPLOAD_BYTES: String(MAX_UPLOAD_BYTES) });
  [ada, bob] = await Promise.all([rig.user(), rig.user()]);
});
afterAll(() => rig.stop());

const picture = (color: string, size = 8): Promise<Buffer> =>
  sharp({ create: { width: size, height: size, channels: 4, background: color } })
    .png()
    .toBuffer();
const IMAGE = '/studio/api/upload/image';
const view = (query: Record<string, string>): string =>
  `/studio/api/view?${new URLSearchParams(query).toString()}`;
const bytesOf = async (answer: Response): Promise<Buffer> =>
  Buffer.from(await answer.arrayBuffer());

/** A file of a run, as a worker would have recorded it. */
async function generate(
  user: HttpUser,
  filename: string,
  content: Buffer,
  more: Partial<Generation> = {},
): Promise<Generation> {
  const generation = makeGeneration(user.user.id, filename, {
    bytes: content.byteLength,
    ...more,
  });
  await rig.store.put(generation.s3Key, content, { contentType: generation.contentType });
  await rig.db.generations.put(generation);
  return generation;
}

test('an upload is stored under its hash and seen at once, by its owner only', async () => {
  const bytes = await picture('red');
  const answer = await ada.upload(IMAGE, { name: 'red.png', bytes });
  expect(await answer.json()).toEqual({ name: 'red.png', subfolder: '', type: 'input' });
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect((await rig.store.head(uploadKey(ada.user.id, hash)))?.bytes).toBe(bytes.byteLength);

  const seen = await ada.fetch(view({ filename: 'red.png', type: 'input', rand: '0.5' }));
  expect(seen.headers.get('content-type')).toBe('image/png');
  expect(seen.headers.get('content-disposition')).toMatch(/^inline; filename="red.png"/);
  expect(seen.headers.get('cache-control')).toBe('private, no-cache');
  expect((await bytesOf(seen)).equals(bytes)).toBe(true);
  expect((await bob.fetch(view({ filename: 'red.png', type: 'input' }))).status).toBe(404);
  expect(await (await ada.fetch('/studio/internal/files/input')).json()).toEqual(['red.png']);
  expect(await (await bob.fetch('/studio/internal/files/input')).json()).toEqual([]);
});

test('two users with equal names keep their own pictures', async () => {
  const [mine, theirs] = await Promise.all([picture('lime'), picture('navy')]);
  await ada.upload(IMAGE, { name: 'same.png', bytes: mine });
  await bob.upload(IMAGE, { name: 'same.png', bytes: theirs });
  const query = view({ filename: 'same.png', type: 'input' });
  expect((await bytesOf(await ada.fetch(query))).equals(mine)).toBe(true);
  expect((await bytesOf(await bob.fetch(query))).equals(theirs)).toBe(true);
});

test('a taken name: equal bytes are that file, other bytes get the next number', async () => {
  const [one, two, three] = await Promise.all(
    ['#010101', '#020202', '#030303'].map((c) => picture(c)),
  );
  if (one === undefined || two === undefined || three === undefined) throw new Error('pictures');
  const nameOf = async (bytes: Buffer, fields = {}): Promise<unknown> =>
    (
      (await (await ada.upload(IMAGE, { name: 'n.tar.png', bytes }, fields)).json()) as {
        name: string;
      }
    ).name;
  expect(await nameOf(one)).toBe('n.tar.png');
  expect(await nameOf(one)).toBe('n.tar.png');
  expect(await nameOf(two)).toBe('n.tar (1).png');
  expect(await nameOf(three)).toBe('n.tar (2).png');
  expect(await nameOf(two)).toBe('n.tar (1).png');
  expect(await nameOf(three, { overwrite: 'true' })).toBe('n.tar.png');
  const now = await ada.fetch(view({ filename: 'n.tar.png', type: 'input' }));
  expect((await bytesOf(now)).equals(three)).toBe(true);
});

test('many uploads of one name at once give as many files', async () => {
  const all = await Promise.all(
    ['#100', '#200', '#300', '#400', '#500'].map(async (color) => {
      const bytes = await picture(color);
      return (await ada.upload(IMAGE, { name: 'race.png', bytes })).json() as Promise<{
        name: string;
      }>;
    }),
  );
  expect(new Set(all.map(({ name }) => name)).size).toBe(5);
});

test('subfolders and the places temp and output are part of a name', async () => {
  const bytes = await picture('aqua');
  const masked = await ada.upload(IMAGE, { name: 'm.png', bytes }, { subfolder: 'clipspace/' });
  expect(await masked.json()).toEqual({ name: 'm.png', subfolder: 'clipspace', type: 'input' });
  await ada.upload(IMAGE, { name: 'cam.png', bytes }, { subfolder: 'webcam', type: 'temp' });
  const seen = async (query: Record<string, string>): Promise<number> =>
    (await ada.fetch(view(query))).status;
  expect(await seen({ filename: 'm.png', type: 'input', subfolder: 'clipspace' })).toBe(200);
  expect(await seen({ filename: 'm.png', type: 'input' })).toBe(404);
  expect(await seen({ filename: 'cam.png', type: 'temp', subfolder: 'webcam' })).toBe(200);
  expect(await seen({ filename: 'cam.png [temp]', subfolder: 'webcam' })).toBe(200);
  expect(await seen({ filename: 'cam.png', type: 'input', subfolder: 'webcam' })).toBe(404);
});

test.each([
  ['../up.png', {}],
  ['/etc/up.png', {}],
  ['a\\b.png', {}],
  ['..', {}],
  ['sub/x.png', {}],
  ['ok.png', { subfolder: '../x' }],
  ['ok.png', { subfolder: '/x' }],
  ['ok.png', { type: 'models' }],
])('an upload named %s into %j is refused with 400', async (name, fields) => {
  const answer = await ada.upload(IMAGE, { name, bytes: await picture('red') }, fields);
  expect(answer.status).toBe(400);
  expect(await rig.uploading()).toEqual([]);
});

test('a form without a file, and a body that is no form, are refused with 400', async () => {
  const bytes = Buffer.from('x');
  expect((await ada.upload(IMAGE, { name: 'a.png', bytes, field: 'other' })).status).toBe(400);
  expect((await ada.post('/upload/image', '{}')).status).toBe(400);
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const broken = {
    method: 'POST',
    headers,
    body: '--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nhalf',
  };
  expect((await ada.fetch(IMAGE, broken)).status).toBe(400);
  expect(await rig.uploading()).toEqual([]);
});

test('a file over the limit is refused with 413 and leaves nothing', async () => {
  const slightly = await ada.upload(IMAGE, {
    name: 'big.bin',
    bytes: Buffer.alloc(MAX_UPLOAD_BYTES + 1),
  });
  expect(slightly.status).toBe(413);
  const far = await ada.upload(IMAGE, { name: 'big.bin', bytes: Buffer.alloc(8_000_000) });
  expect(far.status).toBe(413);
  expect(await far.json()).toMatchObject({ error: { type: 'too_large' } });
  expect(await rig.uploading()).toEqual([]);
  expect((await ada.fetch(view({ filename: 'big.bin', type: 'input' }))).status).toBe(404);
});

test('an upload that the client breaks off leaves nothing', async () => {
  const { hostname, port } = new URL(rig.origin);
  const sending = httpRequest({
    ...{ hostname, port, path: IMAGE, method: 'POST' },
    headers: {
      authorization: `Bearer ${ada.token}`,
      'content-type': 'multipart/form-data; boundary=x',
    },
  });
  sending.on('error', () => undefined);
  sending.write('--x\r\nContent-Disposition: form-data; name="image"; filename="cut.png"\r\n\r\n');
  sending.write(Buffer.alloc(100_000, 1));
  await expect.poll(() => rig.uploading()).toHaveLength(1);
  sending.destroy();
  await expect.poll(() => rig.uploading()).toEqual([]);
  expect((await ada.fetch(view({ filename: 'cut.png', type: 'input' }))).status).toBe(404);
});

test('a mask’s alpha is put on the original, and the original’s texts are kept', async () => {
  const original = await picture('rgba(255, 0, 0, 1)');
  const text = pngChunk('tEXt', Buffer.from('workflow\0{"id":1}'));
  const withText = Buffer.concat([original.subarray(0, 33), text, original.subarray(33)]);
  await ada.upload(IMAGE, { name: 'orig.png', bytes: withText });
  const mask = await picture('rgba(0, 255, 0, 0.5)');
  const fields = {
    ...{ type: 'input', subfolder: 'clipspace' },
    original_ref: JSON.stringify({ filename: 'orig.png', type: 'input' }),
  };
  const answer = await ada.upload(
    '/studio/api/upload/mask',
    { name: 'masked.png', bytes: mask },
    fields,
  );
  expect(await answer.json()).toEqual({
    name: 'masked.png',
    subfolder: 'clipspace',
    type: 'input',
  });
  const query = { filename: 'masked.png', type: 'input', subfolder: 'clipspace' };
  const result = await bytesOf(await ada.fetch(view(query)));
  const { data } = await sharp(result).raw().toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 4)]).toEqual([255, 0, 0, 128]);
  expect(result.includes('workflow\0{"id":1}')).toBe(true);

  const other = {
    ...fields,
    original_ref: JSON.stringify({ filename: 'orig.png', type: 'output' }),
  };
  const mine = (given: object) =>
    ada.upload(
      '/studio/api/upload/mask',
      { name: 'x.png', bytes: mask },
      given as Record<string, string>,
    );
  expect((await mine(other)).status).toBe(404);
  expect(
    (await bob.upload('/studio/api/upload/mask', { name: 'x.png', bytes: mask }, fields)).status,
  ).toBe(404);
  expect((await mine({ ...fields, original_ref: '{"filename":"../x.png"}' })).status).toBe(400);
  expect((await mine({ ...fields, original_ref: 'null' })).status).toBe(400);
  expect((await mine({ type: 'input' })).status).toBe(400);
});

test('temporary material gets a URL and a name for graphs', async () => {
  const bytes = await picture('teal');
  const answer = await ada.upload('/api/upload/tmp', { name: 'ref.png', bytes, field: 'file' });
  const stored = (await answer.json()) as { url: string };
  expect(stored).toMatchObject({ name: 'ref.png', subfolder: 'tmp', type: 'input' });
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect(await rig.store.head(tmpUploadKey(ada.user.id, hash))).not.toBeNull();
  expect((await bytesOf(await fetch(`${rig.origin}${stored.url}`))).equals(bytes)).toBe(true);
  expect(
    (await ada.fetch(view({ filename: 'ref.png', subfolder: 'tmp', type: 'input' }))).status,
  ).toBe(200);
  expect((await fetch(`${rig.origin}/api/upload/tmp`, { method: 'POST' })).status).toBe(401);
});

test('a generation is seen by name and by its id, and by nobody else', async () => {
  const content = await picture('gold');
  const generation = await generate(ada, 'out_00001_.png', content);
  const byName = await ada.fetch(view({ filename: 'out_00001_.png' }));
  expect((await bytesOf(byName)).equals(content)).toBe(true);
  const byId = await ada.fetch(view({ filename: 'other.png', generation: generation.id }));
  expect(byId.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect((await bytesOf(byId)).equals(content)).toBe(true);
  expect((await bob.fetch(view({ filename: 'out_00001_.png' }))).status).toBe(404);
  expect((await bob.fetch(view({ generation: generation.id }))).status).toBe(404);
  expect(await (await ada.fetch('/studio/internal/files/output')).json()).toEqual([
    'out_00001_.png',
  ]);
  await rig.db.gallery.setDeleted(ada.user.id, [generation.id], new Date());
  expect((await ada.fetch(view({ filename: 'out_00001_.png' }))).status).toBe(404);
  expect((await ada.fetch(view({ generation: generation.id }))).status).toBe(404);
});

test('a view honours HEAD, ranges and tags', async () => {
  const content = await picture('plum', 64);
  await generate(ada, 'range.png', content);
  const target = view({ filename: 'range.png' });
  const head = await ada.fetch(target, { method: 'HEAD' });
  expect(head.headers.get('content-length')).toBe(String(content.byteLength));
  expect((await bytesOf(head)).byteLength).toBe(0);
  const part = await ada.fetch(target, { headers: { range: 'bytes=2-5' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([
    206,
    `bytes 2-5/${content.byteLength}`,
  ]);
  expect((await bytesOf(part)).equals(content.subarray(2, 6))).toBe(true);
  const tail = await ada.fetch(target, { headers: { range: 'bytes=-3' } });
  expect((await bytesOf(tail)).equals(content.subarray(-3))).toBe(true);
  expect((await ada.fetch(target, { headers: { range: 'bytes=999999-' } })).status).toBe(416);
  expect((await ada.fetch(target, { headers: { range: 'bytes=0-1,4-5' } })).status).toBe(200);
  const etag = head.headers.get('etag') ?? '';
  expect((await ada.fetch(target, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const stale = { range: 'bytes=2-5', 'if-range': '"other"' };
  expect((await ada.fetch(target, { headers: stale })).status).toBe(200);
});

test('previews and channels are converted, and what is no picture is refused', async () => {
  await generate(ada, 'half.png', await picture('rgba(10, 20, 30, 0.5)'));
  const converted = async (query: Record<string, string>) => {
    const answer = await ada.fetch(view({ filename: 'half.png', ...query }));
    const { format, channels } = await sharp(await bytesOf(answer)).metadata();
    return [answer.headers.get('content-type'), format, channels];
  };
  expect(await converted({ preview: 'webp;90' })).toEqual(['image/webp', 'webp', 4]);
  expect(await converted({ preview: 'jpeg;50' })).toEqual(['image/jpeg', 'jpeg', 3]);
  expect(await converted({ preview: 'jpeg', channel: 'a' })).toEqual(['image/webp', 'webp', 4]);
  expect(await converted({ preview: 'webp', channel: 'rgb' })).toEqual(['image/webp', 'webp', 3]);
  expect(await converted({ channel: 'rgb' })).toEqual(['image/png', 'png', 3]);
  expect(await converted({ channel: 'a' })).toEqual(['image/png', 'png', 4]);
  const alpha = await ada.fetch(view({ filename: 'half.png', channel: 'a' }));
  const { data } = await sharp(await bytesOf(alpha))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 4)]).toEqual([0, 0, 0, 128]);
  await generate(ada, 'notes.txt', Buffer.from('words'), { contentType: 'text/plain' });
  expect((await ada.fetch(view({ filename: 'notes.txt', preview: 'webp' }))).status).toBe(415);
});

test.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/javascript', 'text/xml'])(
  'a file of type %s is only ever saved, and may run nothing',
  async (contentType) => {
    const name = `active-${randomUUID()}`;
    await generate(ada, name, Buffer.from('<svg/>'), { contentType });
    const answer = await ada.fetch(view({ filename: name }));
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  },
);

test('an SVG is drawn in an image element', async () => {
  await generate(ada, 'drawn.svg', Buffer.from('<svg/>'), { contentType: 'image/svg+xml' });
  const init = { headers: { 'sec-fetch-dest': 'image' } };
  const answer = await ada.fetch(view({ filename: 'drawn.svg' }), init);
  expect(answer.headers.get('content-type')).toBe('image/svg+xml');
});

test.each([
  [{}, 404],
  [{ filename: '' }, 400],
  [{ filename: 'nobody.png' }, 404],
  [{ filename: '/etc/passwd' }, 400],
  [{ filename: '../x.png' }, 400],
  [{ filename: 'x..y.png' }, 400],
  [{ filename: 'a\0.png' }, 400],
  [{ filename: 'x.png', type: 'models' }, 400],
  [{ filename: 'x.png', subfolder: '../..' }, 403],
  [{ filename: 'x.png', subfolder: '/etc' }, 403],
  [{ generation: '../../x' }, 404],
])('viewing %j is answered with %i', async (query, status) => {
  expect((await ada.fetch(view(query as Record<string, string>))).status).toBe(status);
});

test('a name that would end a header or is not ASCII arrives whole', async () => {
  const given = 'grün "und" 画.png';
  const answer = await ada.upload(IMAGE, { name: given, bytes: await picture('green') });
  const { name } = (await answer.json()) as { name: string };
  // Forms write a quotation mark as %22, and ComfyUI leaves it so.
  expect(name).toBe('grün %22und%22 画.png');
  const seen = await ada.fetch(view({ filename: name, type: 'input' }));
  expect(seen.status).toBe(200);
  const disposition = seen.headers.get('content-disposition') ?? '';
  expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`);

  await generate(ada, 'quo"te.png', await picture('green'));
  const quoted = await ada.fetch(view({ filename: 'quo"te.png' }));
  expect(quoted.headers.get('content-disposition')).toMatch(/^inline; filename="quo_te.png"; /);
});

test('a signed URL gives its object to anybody, until it is altered', async () => {
  const content = await picture('coral', 32);
  const { s3Key } = await generate(ada, 'signed.png', content);
  const url = await rig.web.urls.urlFor(s3Key, { expiresInS: 60 });
  const shown = await fetch(`${rig.origin}${url}`);
  expect(shown.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  expect((await bytesOf(shown)).equals(content)).toBe(true);
  const part = await fetch(`${rig.origin}${url}`, { headers: { range: 'bytes=0-3' } });
  expect([part.status, (await bytesOf(part)).byteLength]).toEqual([206, 4]);
  const etag = shown.headers.get('etag') ?? '';
  expect((await fetch(`${rig.origin}${url}`, { headers: { 'if-none-match': etag } })).status).toBe(
    304,
  );
  expect((await fetch(`${rig.origin}${url}`, { method: 'HEAD' })).status).toBe(200);

  const saved = await rig.web.urls.urlFor(s3Key, { expiresInS: 60, downloadName: 'mein bild.png' });
  const disposition = (await fetch(`${rig.origin}${saved}`)).headers.get('content-disposition');
  expect(disposition).toBe(
    `attachment; filename="mein bild.png"; filename*=UTF-8''mein%20bild.png`,
  );
  for (const altered of [
    url.replace('signed.png', 'other.png'),
    url.replace(/s=./, 's='),
    url.split('?')[0],
  ]) {
    expect((await fetch(`${rig.origin}${altered}`)).status).toBe(403);
  }
});

/** A PNG chunk with its length and checksum. */
function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
