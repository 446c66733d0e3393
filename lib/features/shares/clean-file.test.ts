import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';

import { cleanFile } from './clean-file';

const SECRET = 'secret workflow';
const picture = (): Sharp =>
  sharp({ create: { width: 16, height: 8, channels: 3, background: { r: 9, g: 90, b: 200 } } });
const pixelsOf = (file: Buffer): Promise<Buffer> => sharp(file).raw().toBuffer();

function chunk(type: string, data: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, Buffer.from(data), Buffer.alloc(4)]);
}

test('a PNG loses its texts and keeps its pixels', async () => {
  const plain = await picture()
    .png()
    .withExif({ IFD0: { ImageDescription: SECRET } })
    .toBuffer();
  const text = ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'prVt'].map((type) =>
    chunk(type, `prompt\0${SECRET}`),
  );
  const file = Buffer.concat([
    plain.subarray(0, 33),
    ...text,
    plain.subarray(33),
    Buffer.from(SECRET),
  ]);
  const clean = cleanFile('a.png', file);
  if (clean === null) throw new Error('not cleaned');
  expect(clean.includes(SECRET)).toBe(false);
  expect(await pixelsOf(clean)).toEqual(await pixelsOf(plain));
});

test.each(['jpeg', 'webp'] as const)(
  'a %s loses its descriptions and keeps its pixels',
  async (format) => {
    const file = await picture()
      .toFormat(format)
      .withExif({ IFD0: { ImageDescription: SECRET } })
      .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${SECRET}</x:xmpmeta>`)
      .toBuffer();
    expect(file.includes(SECRET)).toBe(true);
    const clean = cleanFile(`a.${format}`, Buffer.from(file));
    if (clean === null) throw new Error('not cleaned');
    expect(clean.includes(SECRET)).toBe(false);
    expect(await pixelsOf(clean)).toEqual(await pixelsOf(file));
  },
);

const box = (type: string, ...content: Buffer[]): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.reduce((sum, one) => sum + one.length, 0));
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...content]);
};

test('a film loses its descriptions in place', () => {
  const media = box('mdat', Buffer.from('pictures'));
  const moov = box('moov', box('mvhd', Buffer.alloc(4)), box('udta', Buffer.from(SECRET)));
  const file = Buffer.concat([box('ftyp', Buffer.from('isom')), moov, media]);
  const clean = cleanFile('a.mp4', Buffer.from(file));
  expect(clean?.length).toBe(file.length);
  expect(clean?.includes(SECRET)).toBe(false);
  expect(clean?.includes('pictures')).toBe(true);

  const tags = Buffer.concat([
    Buffer.from([0x12, 0x54, 0xc3, 0x67, 0x80 | SECRET.length]),
    Buffer.from(SECRET),
  ]);
  const cluster = Buffer.concat([
    Buffer.from([0x1f, 0x43, 0xb6, 0x75, 0x88]),
    Buffer.from('pictures'),
  ]);
  const body = Buffer.concat([tags, cluster]);
  const webm = Buffer.concat([
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x80 | body.length]),
    body,
  ]);
  const cleanWebm = cleanFile('a.webm', Buffer.from(webm));
  expect(cleanWebm?.length).toBe(webm.length);
  expect(cleanWebm?.includes(SECRET)).toBe(false);
  expect(cleanWebm?.includes('pictures')).toBe(true);
});

test('sound and scenes lose their texts in place', () => {
  const comment = Buffer.from(SECRET);
  const flac = Buffer.concat([
    Buffer.from('fLaC'),
    Buffer.from([0, 0, 0, 2, 1, 1]),
    Buffer.from([0x84, 0, 0, comment.length]),
    comment,
    Buffer.from('sound'),
  ]);
  expect(cleanFile('a.flac', Buffer.from(flac))?.includes(SECRET)).toBe(false);
  const mp3 = Buffer.concat([
    Buffer.from('ID3'),
    Buffer.from([4, 0, 0, 0, 0, 0, comment.length]),
    comment,
    Buffer.from([0xff, 0xfb, 1, 2]),
  ]);
  expect(cleanFile('a.mp3', mp3)).toEqual(Buffer.from([0xff, 0xfb, 1, 2]));
  const json = JSON.stringify({ asset: { version: '2.0', extras: { prompt: SECRET } } });
  const head = Buffer.alloc(20);
  head.write('glTF', 0, 'latin1');
  head.writeUInt32LE(json.length, 12);
  head.write('JSON', 16, 'latin1');
  const glb = cleanFile('a.glb', Buffer.concat([head, Buffer.from(json), Buffer.from('mesh')]));
  expect(glb?.includes(SECRET)).toBe(false);
  expect(glb?.includes('mesh')).toBe(true);
});

test('what is broken, or of no format that can be cleaned, is not passed on', () => {
  for (const name of ['a.png', 'a.jpg', 'a.webp', 'a.mp4', 'a.flac', 'a.mp3', 'a.wav', 'a.glb']) {
    expect(cleanFile(name, Buffer.from('nonsense, and not short of it')), name).toBeNull();
    expect(cleanFile(name, Buffer.alloc(3)), name).toBeNull();
  }
  expect(cleanFile('a.unknown', Buffer.from('x'))).toBeNull();
});

test('an SVG loses its metadata and comments, and what has no end stays', () => {
  const clean = (text: string): string =>
    String(cleanFile('a.svg', Buffer.from(text)) ?? 'not cleaned');
  const svg = `<svg><!--${SECRET}--><g/><metadata id="x">${SECRET}</metadata >`;
  expect(clean(`${svg}<METADATA>${SECRET}</metadata><path/></svg>`)).toBe('<svg><g/><path/></svg>');
  expect(clean('<svg><!-- no end')).toBe('<svg><!-- no end');
});

test('an SVG full of beginnings without an end takes no longer than others', () => {
  const file = Buffer.from('<metadata <!--'.repeat(150_000));
  const started = performance.now();
  expect(cleanFile('a.svg', file)?.length).toBe(file.length);
  expect(performance.now() - started).toBeLessThan(2_000);
});
