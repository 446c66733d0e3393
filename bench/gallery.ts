/**
 * The gallery with many results of one user (P7), and how soon a written file is in it (P3).
 *
 *   bench gallery [--rows N] [--assert]
 *
 * On MongoDB P7 is a ratio beside lookups by id, at all rows. The embedded database is asked to stay
 * fluent with 20,000: these are measured first, then as many as were named, whose figures are printed.
 * Then the page is opened in a browser and scrolled.
 */
import { parseArgs } from 'node:util';

import type { Generation } from '@/lib/domain/generation';
import { parseEnv } from '@/lib/kernel/env';
import type { UserId } from '@/lib/kernel/ids';
import type { ObjectStore } from '@/lib/storage/object-store';
import { createObjectStore } from '@/lib/storage/s3';

import { isDatabaseEmbedded } from '../tests/support/services';
import { startStack, type Stack } from '../tests/support/stack';
import { measureArrival } from './gallery-arrival';
import { visitGallery } from './gallery-browser';
import { FLUENT_ROWS, measurePages } from './gallery-pages';
import { fillGallery } from './gallery-rows';
import { format, Report } from './statistics';

const LONG_TASK_MS = 50;
const SHIFT_MAX = 0.01;

async function measureGallery(stack: Stack, store: ObjectStore, rows: number, report: Report) {
  const user = await stack.createUser();
  const userId = user.id as UserId;
  const isEmbedded = isDatabaseEmbedded();
  const ids: Generation['id'][] = [];
  const stops = isEmbedded && rows > FLUENT_ROWS ? [FLUENT_ROWS, rows] : [rows];
  for (const until of stops) {
    const from = ids.length;
    const started = performance.now();
    ids.push(...(await fillGallery({ db: stack.db, store }, userId, { from, until })));
    const seconds = format((performance.now() - started) / 1000);
    report.note(`\n${until - from} generations written in ${seconds} s`);
    await measurePages(stack.db, { userId, ids, isEmbedded }, report);
  }
  const visit = await visitGallery(stack.url, await stack.signIn(user));
  const { longTasks, shifts, tilesInDocument, firstThumbnailsMs } = visit;
  const shifted = shifts.reduce((sum, { value }) => sum + value, 0);
  report.note(
    `\nbrowser: first thumbnails after ${format(firstThumbnailsMs)} ms; 60 screens scrolled: ${tilesInDocument} tiles in the document, layout shift ${shifted.toFixed(4)}, longest task ${format(Math.max(0, ...longTasks))} ms, beyond ${LONG_TASK_MS} ms: ${longTasks.map(format).join(', ') || 'none'}`,
  );
  for (const { value, what } of shifts) report.note(`  ${value.toFixed(4)} by ${what}`);
  report.goal(
    'scrolling',
    longTasks.every((ms) => ms <= LONG_TASK_MS),
    `${longTasks.length} tasks beyond ${LONG_TASK_MS} ms`,
  );
  report.goal('layout shift', shifted < SHIFT_MAX, `${shifted.toFixed(4)}, want < ${SHIFT_MAX}`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { rows: { type: 'string', default: '100000' }, assert: { type: 'boolean' } },
  });
  const report = new Report();
  const stack = await startStack({ slots: 0 });
  const store = createObjectStore(parseEnv('worker', stack.env));
  try {
    await measureArrival(stack, store, report);
    await measureGallery(stack, store, Number(values.rows), report);
    return report.finish(values.assert === true);
  } finally {
    store.close();
    await stack.stop();
  }
}

process.exitCode = await main();
