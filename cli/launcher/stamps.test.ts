import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { hashOf, listFiles, readStamp, removeStamp, writeStamp } from './stamps.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'atelier-stamps-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('files are listed in one order, without the folders that are not wanted', () => {
  mkdirSync(path.join(folder, 'b/inner'), { recursive: true });
  mkdirSync(path.join(folder, 'skipped'));
  for (const file of ['z.ts', 'b/inner/a.ts', 'b/a.ts', 'skipped/x.ts', 'z.md']) {
    writeFileSync(path.join(folder, file), file);
  }
  const wanted = (name: string, isFolder: boolean): boolean =>
    isFolder ? name !== 'skipped' : name.endsWith('.ts');
  expect(listFiles(folder, wanted)).toEqual(['b/a.ts', 'b/inner/a.ts', 'z.ts']);
});

test('the hash changes with a text, a name, a content and a missing file', () => {
  writeFileSync(path.join(folder, 'a'), 'one');
  writeFileSync(path.join(folder, 'b'), 'one');
  const hashes = [
    hashOf(['x'], folder, ['a']),
    hashOf(['y'], folder, ['a']),
    hashOf(['x'], folder, ['b']),
    hashOf(['x'], folder, ['missing']),
    hashOf(['x'], folder, []),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashOf(['x'], folder, ['a'])).toBe(hashes[0]);
  writeFileSync(path.join(folder, 'a'), 'two');
  expect(hashOf(['x'], folder, ['a'])).not.toBe(hashes[0]);
});

test('a stamp is what was written, until it is removed', () => {
  const file = path.join(folder, 'deep/stamp');
  expect(readStamp(file)).toBeNull();
  writeStamp(file, 'abc');
  expect(readStamp(file)).toBe('abc');
  removeStamp(file);
  expect(readStamp(file)).toBeNull();
});
