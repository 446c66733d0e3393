import { Readable } from 'node:stream';

import sharp from 'sharp';
import { expect, test } from 'vitest';

import { createPreviewCache } from '../preview-cache';
import type { GatewayRequest, Route } from '../route';
import { fileRoutes } from './files';

/** The `/view` route over a store that notes how many sources are read or held at once. */
async function viewer() {
  const file = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#123' } })
    .png()
    .toBuffer();
  const read = { now: 0, most: 0, all: 0 };
  const store = {
    async get() {
      read.now += 1;
      read.all += 1;
      read.most = Math.max(read.most, read.now);
      await new Promise((resolve) => setImmediate(resolve));
      const body = Readable.from([file]);
      body.once('close', () => (read.now -= 1));
      return { bytes: file.byteLength, body };
    },
  };
  const db = {
    uploads: {
      findByName: (user: string, type: string, subfolder: string, filename: string) => ({
        ...{
          type,
          subfolder,
          name: filename,
          s3Key: `${user}/${filename}`,
          contentType: 'image/png',
        },
        ...{ bytes: file.byteLength, createdAt: new Date(0) },
      }),
    },
    generations: { findByName: () => null },
  };
  const deps = { db, store, previews: createPreviewCache(0) };
  const [route] = fileRoutes(deps as never) as [Route];
  const view = async (userId: string, filename: string) =>
    route.handle({
      caller: { userId },
      query: new URLSearchParams({ filename, type: 'input', preview: 'webp' }),
      headers: {},
    } as unknown as GatewayRequest);
  return { read, view };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at}.png`);

test('however many pictures are asked for, few are read and converted at once', async () => {
  const { read, view } = await viewer();
  const asked = ['ada', 'bob', 'eve'].flatMap((user) => names(10).map((name) => view(user, name)));
  const replies = await Promise.all(asked);
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  expect(read.all).toBe(30);
  expect(read.most).toBeLessThanOrEqual(2);
});

test('who asks for too many is told to come again', async () => {
  const { view } = await viewer();
  const asked = await Promise.allSettled(names(300).map((name) => view('ada', name)));
  const refused = asked.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ reason: { code: 'unavailable', retryAfterS: 2 } });
});
