import path from 'node:path';

import sharp from 'sharp';
import { expect, test } from 'vitest';

import { readVariables } from '@/cli/launcher/environment.mjs';
import { findProgram } from '@/cli/launcher/processes.mjs';
import { posterOf } from '@/lib/features/generations/poster-frame';

const clip = path.resolve('tests', 'fixtures', 'media', 'clip.mp4');
const hasFfmpeg = findProgram('ffmpeg', readVariables()['PATH']) !== null;

test(`with${hasFfmpeg ? '' : 'out'} ffmpeg on this host a film has ${hasFfmpeg ? 'a' : 'no'} poster`, async () => {
  const poster = await posterOf(clip);
  if (!hasFfmpeg) {
    expect(poster).toBeNull();
    return;
  }
  expect(await sharp(poster?.picture).metadata()).toMatchObject({ width: 160, height: 96 });
  expect(poster?.mediaDurationMs).toBeGreaterThan(1_000);
  expect(await posterOf(path.resolve('package.json'))).toBeNull();
});
