import { expect, test } from 'vitest';

import { createUrlSigner } from './signed-urls';

const signer = createUrlSigner('s'.repeat(32), null);
const KEY = 'comfy/abc/2026/11/22/run/9/bild ü #1.png';
const later = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);
const parse = (url: string): URL => new URL(url, 'http://host');

test('a signed URL gives its object and name until it expires', async () => {
  const url = parse(await signer.urlFor(KEY, { expiresInS: 3_600, downloadName: '图.png' }));
  expect(signer.verify(url, new Date())).toMatchObject({ key: KEY, downloadName: '图.png' });
  expect(signer.verify(url, later(3))).toBeNull();
});

test('asked again within the hour, the URL is the same, so that caches work', async () => {
  const [first, second] = [
    await signer.urlFor(KEY, { expiresInS: 60 }),
    await signer.urlFor(KEY, { expiresInS: 60 }),
  ];
  expect(first).toBe(second);
});

test('any change makes a signed URL worthless', async () => {
  const url = await signer.urlFor(KEY, { expiresInS: 60, downloadName: 'a.png' });
  const changes = [
    url.replace('comfy/abc', 'comfy/abd'),
    url.replace(/e=\d/, 'e=9'),
    url.replace('n=a.png', 'n=b.png'),
    url.replace('&n=a.png', ''),
    url.replace(/s=./, 's=_'),
    url.replace(/%20/, '%zz'),
  ];
  for (const changed of changes) expect(signer.verify(parse(changed), new Date())).toBeNull();
  expect(createUrlSigner('t'.repeat(32), null).verify(parse(url), new Date())).toBeNull();
});

test('with a network in front, URLs name it and are verified by us', async () => {
  const signer = createUrlSigner(
    '0123456789abcdef0123456789abcdef',
    null,
    'https://cdn.example/x/',
  );
  const text = await signer.urlFor('comfy/u/a b.png', { expiresInS: 60 });
  expect(text).toMatch(/^https:\/\/cdn\.example\/x\/files\/comfy\/u\/a%20b\.png\?e=\d+&s=/);
  const url = new URL(text.replace('/x/', '/'));
  const granted = signer.verify(url, new Date());
  expect(granted?.key).toBe('comfy/u/a b.png');
  expect(granted?.validS).toBeGreaterThanOrEqual(59);
});
