import sharp from 'sharp';
import { expect, test } from 'vitest';

import { applyMask } from './apply-mask';
import { convertPicture } from './convert-picture';

const WIDTH = 24;
const HEIGHT = 16;
const noise = (channels: 1 | 2 | 3 | 4, factor: number) =>
  sharp(
    Buffer.from(Array.from({ length: WIDTH * HEIGHT * channels }, (_, at) => (at * factor) % 256)),
    { raw: { width: WIDTH, height: HEIGHT, channels } },
  );
const plain = { colours: noise(3, 7).png(), 'colours and alpha': noise(4, 11).png() };
const others = {
  grey: noise(1, 5).toColourspace('b-w').png(),
  'grey and alpha': noise(2, 13).toColourspace('b-w').png(),
  'sixteen bits': noise(4, 3).toColourspace('rgb16').png(),
  'a palette': noise(4, 17).png({ palette: true }),
  'a photograph': noise(3, 7).jpeg(),
  'a photograph in grey': noise(1, 7).toColourspace('b-w').jpeg(),
  'WebP with alpha': noise(4, 19).webp({ lossless: true, exact: true }),
};
const pictures = Object.entries({ ...plain, ...others });
const raw = (file: Buffer) => sharp(file).toColourspace('srgb').ensureAlpha().raw().toBuffer();

test.each(pictures)('the mask’s alpha is put on %s, whose colours stay', async (_, made) => {
  const original = await made.toBuffer();
  const mask = await noise(4, 29).png().toBuffer();
  const png = await applyMask(original, mask);
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', channels: 4, depth: 'uchar' });
  const [was, alphas, is] = [await raw(original), await raw(mask), await raw(png)];
  const wanted = was.map((value, at) => (at % 4 === 3 ? (alphas[at] ?? 0) : value));
  expect(is.equals(wanted)).toBe(true);
});

test('a mask without alpha makes the picture opaque; one of another size does not fit', async () => {
  const original = await plain['colours and alpha'].toBuffer();
  const is = await raw(await applyMask(original, await plain.colours.toBuffer()));
  expect(is.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
  const small = await sharp(original).resize(8, 8).png().toBuffer();
  await expect(applyMask(original, small)).rejects.toThrow(/8x8 does not fit 24x16/);
  await expect(applyMask(original, Buffer.from('no picture'))).rejects.toThrow(/cannot be applied/);
});

test.each(pictures)('channel=a shows the alpha of %s on black', async (_, made) => {
  const source = await made.toBuffer();
  const { bytes } = await convertPicture(source, { preview: null, channel: 'a' });
  expect(await sharp(bytes).metadata()).toMatchObject({ channels: 4, depth: 'uchar' });
  const [was, is] = [await raw(source), await raw(bytes)];
  const wanted = was.map((value, at) => (at % 4 === 3 ? value : 0));
  expect(is.equals(wanted)).toBe(true);
});
