/** How soon a written file is in the gallery (P3): original and thumbnails, beside the least that they can cost. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ingestOutput } from '@/lib/features/generations/ingest-output';
import { makeThumbnails, renderThumbnails } from '@/lib/features/generations/make-thumbnails';
import type { RunId, UserId } from '@/lib/kernel/ids';
import { outputKey } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';

import { plainPicture } from '../tests/support/graphs';
import { endedRun } from '../tests/support/record-run';
import type { Stack } from '../tests/support/stack';
import { photoLikePng } from './photo';
import { format, type Report } from './statistics';

const TIMES = 40;
/** Both compilers and all connections are awake then. */
const WARM_UP = 40;

/** Each side in turn, file by file; which one comes first changes, for the second finds everything awake. */
export async function measureArrival(
  stack: Stack,
  store: ObjectStore,
  report: Report,
): Promise<void> {
  const user = await stack.createUser();
  const png = await photoLikePng();
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-bench-'));
  const publisher = { publish: () => undefined };
  const { generations } = stack.db;
  const times = {
    ours: [] as number[],
    put: [] as number[],
    thumbs: [] as number[],
    sharp: [] as number[],
  };
  const timed = async <T>(list: number[], work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    list.push(performance.now() - started);
    return result;
  };
  try {
    for (let number = 0; number < WARM_UP + TIMES; number += 1) {
      if (number === WARM_UP) for (const list of Object.values(times)) list.length = 0;
      const file = path.join(folder, `photo_${number}_.png`);
      await writeFile(file, png);
      const run = endedRun(user.id as UserId, plainPicture(number));
      const facts = { nodeId: '9', outputKey: 'images', index: 0, type: 'output' as const };
      const written = { ...facts, subfolder: '', filename: path.basename(file), path: file };
      const graph = { prompt: 'a photo', models: [], seeds: [] };
      const ingest = () =>
        timed(times.ours, () =>
          ingestOutput({ store, generations, publisher }, run, written, graph),
        );
      // As deep in folders, and each in one of its own.
      const key = outputKey({ ...run, id: `${run.id}-bare` as RunId }, '9', written.filename);
      const bare = () => timed(times.put, () => store.put(key, png, { contentType: 'image/png' }));
      const oursFirst = number % 2 === 0;
      if (!oursFirst) await bare();
      const made = await ingest();
      if (oursFirst) await bare();
      if (made === null) throw new Error('not recorded');
      const render = () => timed(times.sharp, () => renderThumbnails(file));
      if (!oursFirst) await render();
      await timed(times.thumbs, () =>
        makeThumbnails({ store, generations, publisher }, made, file),
      );
      if (oursFirst) await render();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  report.note(`\nP3 a photo of ${format(png.byteLength / 1e6)} MB, ${TIMES} times`);
  const original = report.compare(
    'original stored and recorded, beside a bare PUT',
    'ms',
    times.ours,
    times.put,
  );
  const thumbs = report.compare(
    'thumbnails stored and recorded, beside sharp alone',
    'ms',
    times.thumbs,
    times.sharp,
  );
  report.goal('P3 original', original.ratio <= 1.3, `${format(original.ratio)} ×, want ≤ 1.3`);
  report.goal('P3 thumbnails', thumbs.ratio <= 1.2, `${format(thumbs.ratio)} ×, want ≤ 1.2`);
}
