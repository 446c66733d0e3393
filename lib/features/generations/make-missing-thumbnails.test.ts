import { expect, test } from 'vitest';

import type { Generation } from '@/lib/domain/generation';
import { newUserId } from '@/lib/kernel/ids';
import { createLogger } from '@/lib/kernel/log';

import { makeMissingThumbnails } from './make-missing-thumbnails';

type Deps = Parameters<typeof makeMissingThumbnails>[0];
const MINUTE_MS = 60_000;

test('a picture whose object is not there yet is left for later; an old one is shown as a file', async () => {
  const userId = newUserId();
  const now = new Date('2026-03-04T12:00:00Z');
  const aged = (minutes: number) =>
    ({
      ...{ id: `made ${minutes} min ago`, userId, s3Key: 'key' },
      createdAt: new Date(now.getTime() - minutes * MINUTE_MS),
    }) as unknown as Generation;
  const [young, old] = [aged(1), aged(61)];
  const marked: string[] = [];
  const deps = {
    log: createLogger('test', 'silent'),
    publisher: { publish: () => undefined },
    store: { get: () => Promise.resolve(null) },
    generations: {
      listUnthumbedAsSystem: () => Promise.resolve([young, old]),
      markUnreadable: (_: unknown, id: string) => Promise.resolve(void marked.push(id)),
    },
  } as unknown as Deps;
  expect(await makeMissingThumbnails(deps, now)).toBe(0);
  expect(marked).toEqual([old.id]);
});
