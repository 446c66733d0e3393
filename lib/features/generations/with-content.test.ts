import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { withContent } from './with-content';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'atelier-content-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(letter: string, bytes: number): Promise<string> {
  const name = path.join(folder, `${letter}-${bytes}`);
  await writeFile(name, letter.repeat(bytes));
  return name;
}

test('each user has the bytes of its own file until it is done, however many there are', async () => {
  const sizes = [0, 1, 300_000, 300_001, 1_000_000, 290_000, 700_000, 5_000_000];
  for (const letters of ['abcdefgh', 'ijklmnop', 'qrstuvwx']) {
    const haveAll = Promise.withResolvers<undefined>();
    let reading = 0;
    await Promise.all(
      sizes.map(async (bytes, index) => {
        const letter = letters.charAt(index);
        const seen = await withContent(await file(letter, bytes), bytes, async (content) => {
          reading += 1;
          if (reading === sizes.length) haveAll.resolve(undefined);
          await haveAll.promise;
          return content?.toString();
        });
        expect(seen === letter.repeat(bytes), `${bytes} bytes of ${letters}`).toBe(true);
      }),
    );
  }
});

test('a file that became shorter is given as it is; a large one is not read', async () => {
  const short = await file('s', 400_000);
  expect(await withContent(short, 500_000, (content) => Promise.resolve(content?.length))).toBe(
    400_000,
  );
  expect(
    await withContent('nowhere', 20_000_000, (content) => Promise.resolve(content)),
  ).toBeNull();
  await expect(withContent('nowhere', 300_000, () => Promise.resolve())).rejects.toThrow('ENOENT');
});
