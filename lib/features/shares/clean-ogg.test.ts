import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { cleanFile } from './clean-file';
import { blankOpus, oggChecksum } from './clean-ogg';

const tone = (): Buffer => readFileSync(path.resolve('tests', 'fixtures', 'media', 'tone.opus'));

test('Opus sound loses its tags and nothing else', () => {
  const file = tone();
  const at = file.indexOf('OpusTags');
  const tagged = file.toString('latin1', at + 12, at + 16);
  expect(tagged).toMatch(/^\w{4}$/);
  const clean = tone();
  expect(blankOpus(clean)).toBe(true);
  expect(clean.length).toBe(file.length);
  expect(clean.includes(tagged)).toBe(false);
  const next = file.indexOf('OggS', at);
  expect(clean.subarray(next)).toEqual(file.subarray(next));
});

test('checksums are those that other programs write', () => {
  const file = tone();
  const second = file.indexOf('OggS', 4);
  const written = file.readUInt32LE(22);
  const page = Buffer.from(file.subarray(0, second));
  page.writeUInt32LE(0, 22);
  expect(oggChecksum(page)).toBe(written);
});

test('what is no Opus sound, or cut off, is not passed on', () => {
  expect(blankOpus(Buffer.from('nonsense, and more of it'))).toBe(false);
  expect(cleanFile('a.opus', tone().subarray(0, 60))).toBeNull();
});
