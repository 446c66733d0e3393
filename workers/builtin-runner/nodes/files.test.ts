/** Nodes that read and write a tenant's files. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createFolders, redImage, rowsOf, runNodeAlone } from '@/tests/support/run-node';

import { readPngChunks } from '../files/png';
import type { TenantFolders } from '../files/tenant-folders';
import { concatBatch, type Pixels } from '../pixels/pixels';
import { loadImage, loadImageMask } from './load-image';
import { saveAnimatedPng, saveAnimatedWebp } from './save-animated';
import { previewImage, saveImage } from './save-image';

type Image = ReturnType<typeof sharp>;

let folders: TenantFolders;
let root: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folders, root, remove } = await createFolders());
});
afterEach(() => remove());

const images = redImage([
  [0, 1],
  [0.5, 0.2],
]);

const save = (filename_prefix: string, given: Pixels = images) =>
  runNodeAlone(
    saveImage,
    { images: given, filename_prefix },
    {
      folders,
      graph: { 1: { class_type: 'SaveImage', inputs: { text: 'Zürich' } } },
      extraPngInfo: { workflow: { nodes: [] } },
    },
  );

test('files are counted on from the highest that is there, with folders and tokens', async () => {
  await save('a/%width%x%height%');
  await writeFile(path.join(folders.output, 'a', '2x2_00041_.png'), '');
  const { ui } = await save('a/%width%x%height%', concatBatch([images, images]));
  expect(ui).toEqual({
    images: [
      { filename: '2x2_00042_.png', subfolder: 'a', type: 'output' },
      { filename: '2x2_00043_.png', subfolder: 'a', type: 'output' },
    ],
  });
});

test('a saved picture carries the graph and the workflow, and its fractions are cut off', async () => {
  await save('x');
  const png = await readFile(path.join(folders.output, 'x_00001_.png'));
  const texts = readPngChunks(png)
    .filter(({ type }) => type === 'tEXt')
    .map(({ data }) => data.toString('latin1').split('\0'));
  expect(texts).toEqual([
    ['prompt', '{"1": {"class_type": "SaveImage", "inputs": {"text": "Z\\u00fcrich"}}}'],
    ['workflow', '{"nodes": []}'],
  ]);
  const raw = await sharp(png).raw().toBuffer();
  expect([...raw]).toEqual([0, 255, 127, 255, 0, 127, 127, 127, 127, 51, 204, 127]);
});

test.each(['../out', '/tmp/out', 'link/out', 'a/../../out'])(
  'nothing is saved outside the folder: %s',
  async (prefix) => {
    await mkdir(path.join(root, 'elsewhere'));
    await symlink(path.join(root, 'elsewhere'), path.join(folders.output, 'link'));
    await expect(save(prefix)).rejects.toThrow(/Saving image outside the output folder/);
  },
);

test('a preview keeps its letters as long as the node keeps its place', async () => {
  const kept = new Map<string, unknown>();
  const keep = <T>(make: () => T): T => {
    if (!kept.has('x')) kept.set('x', make());
    return kept.get('x') as T;
  };
  const names: string[] = [];
  for (let run = 0; run < 2; run += 1) {
    const { ui } = await runNodeAlone(previewImage, { images }, { folders, keep });
    names.push((ui?.['images'] as { filename: string }[])[0]?.filename ?? '');
  }
  expect(names[0]).toMatch(/^ComfyUI_temp_[a-z]{5}_00001_\.png$/);
  expect(names[1]).toBe(names[0]?.replace('00001', '00002'));
});

test('what was saved is loaded as it was, also from a subfolder and from the outputs', async () => {
  await save('sub/x');
  const { outputs } = await runNodeAlone(
    loadImage,
    { image: 'sub/x_00001_.png [output]' },
    { folders },
  );
  const [image, mask] = outputs as [Pixels, Pixels];
  expect(rowsOf(image)[1]?.map((value) => Math.round(value * 255))).toEqual([127, 51]);
  expect(mask).toMatchObject({ width: 64, height: 64 });
});

test('transparency becomes a mask', async () => {
  const bytes = Buffer.from([10, 20, 30, 255, 40, 50, 60, 51]);
  const png = sharp(bytes, { raw: { width: 2, height: 1, channels: 4 } }).png();
  await writeFile(path.join(folders.input, 'a.png'), await png.toBuffer());
  const { outputs } = await runNodeAlone(loadImage, { image: 'a.png' }, { folders });
  expect(rowsOf(outputs[1] as Pixels)).toEqual([[0, 0.8]]);
  const inputs = { image: 'a.png', channel: 'blue' };
  const blue = await runNodeAlone(loadImageMask, inputs, { folders });
  expect(rowsOf(blue.outputs[0] as Pixels)[0]?.map((value) => value * 255)).toEqual([
    expect.closeTo(30, 1),
    expect.closeTo(60, 1),
  ]);
});

test.each(['../../other/input/x.png', '/etc/hostname', 'link.png', '', 'nothing.png'])(
  'nothing is read outside the folder: %s',
  async (image) => {
    await writeFile(path.join(root, 'secret.png'), 'x');
    await symlink(path.join(root, 'secret.png'), path.join(folders.input, 'link.png'));
    await expect(runNodeAlone(loadImage, { image }, { folders })).rejects.toThrow(/No such file/);
  },
);

test('a file that is no picture is refused without naming its path', async () => {
  await writeFile(path.join(folders.input, 'x.png'), 'hello');
  const failed = runNodeAlone(loadImage, { image: 'x.png' }, { folders });
  await expect(failed).rejects.toThrow(/cannot identify image file/);
  await expect(failed).rejects.not.toThrow(new RegExp(root));
});

test.each([
  ['grey', (input: Image) => input.toColourspace('b-w').png(), 3],
  ['palette', (input: Image) => input.png({ palette: true }), 3],
  ['16 bits', (input: Image) => input.toColourspace('rgb16').png(), 3],
  ['CMYK', (input: Image) => input.toColourspace('cmyk').jpeg(), 3],
  ['GIF', (input: Image) => input.gif(), 3],
  ['AVIF', (input: Image) => input.avif({ lossless: true }), 3],
])('pictures of many kinds become colours: %s', async (_kind, encode, channels) => {
  const create = { width: 20, height: 10, channels: 3, background: '#808080' } as const;
  await writeFile(path.join(folders.input, 'x'), await encode(sharp({ create })).toBuffer());
  const { outputs } = await runNodeAlone(loadImage, { image: 'x' }, { folders });
  const image = outputs[0] as Pixels;
  expect(image).toMatchObject({ width: 20, height: 10, channels });
  expect((image.data[0] ?? 0) * 255).toBeGreaterThan(110);
  expect((image.data[0] ?? 0) * 255).toBeLessThan(140);
});

test('drawings are no pictures', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
  await writeFile(path.join(folders.input, 'x.png'), svg);
  const failed = runNodeAlone(loadImage, { image: 'x.png' }, { folders });
  await expect(failed).rejects.toThrow(/the format is svg/);
});

test('moving pictures have all frames, and their graph', async () => {
  const batch = concatBatch([
    images,
    redImage([
      [1, 0],
      [0, 1],
    ]),
  ]);
  const common = { images: batch, filename_prefix: 'm', fps: 5 };
  const webp = { ...common, lossless: true, quality: 80, method: 'fastest' };
  const { ui } = await runNodeAlone(saveAnimatedWebp, webp, { folders });
  expect(ui?.['animated']).toEqual([true]);
  const file = path.join(folders.output, 'm_00001_.webp');
  const metadata = await sharp(file, { animated: true }).metadata();
  expect(metadata).toMatchObject({ pages: 2, delay: [200, 200] });
  expect(metadata.exif?.toString('latin1')).toContain('prompt:{');

  await runNodeAlone(saveAnimatedPng, { ...common, compress_level: 4 }, { folders });
  const chunks = readPngChunks(await readFile(path.join(folders.output, 'm_00002_.png')));
  expect(chunks.map(({ type }) => type)).toEqual([
    'IHDR',
    'acTL',
    'fcTL',
    'IDAT',
    'fcTL',
    'fdAT',
    'comf',
    'IEND',
  ]);
});
