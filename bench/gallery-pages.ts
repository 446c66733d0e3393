/** Lists and searches of one user's gallery while ten people read (P7), beside lookups by id in turn. */
import type { GalleryFilter, GalleryPosition } from '@/lib/domain/gallery-filter';
import type { Generation } from '@/lib/domain/generation';
import type { UserId } from '@/lib/kernel/ids';
import type { Database } from '@/prisma-free-db/client';

import { wordOf } from './gallery-rows';
import { format, quantile, type Report } from './statistics';

const ROUNDS = 5;
const READERS = 10;
const READS_EACH = 10;
const PAGE = 30;
const RATIO_MAX = 5;
const DEEP_MAX = 1.2;
/** Below this a person does not wait. */
const FLUENT_MS = 300;
/** So many the embedded database is asked to stay fluent with. */
export const FLUENT_ROWS = 20_000;

type Read = (turn: number) => Promise<unknown>;

/** Times of single reads while 10 readers read. */
async function crowd(read: Read): Promise<number[]> {
  const times: number[] = [];
  const reader = async (number: number): Promise<void> => {
    for (let turn = 0; turn < READS_EACH; turn += 1) {
      const started = performance.now();
      await read(number * READS_EACH + turn);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: READERS }, (_, number) => reader(number)));
  return times;
}

/** All reads in turn, so that the machine's moods meet all of them. */
async function inTurn<Name extends string>(
  reads: Readonly<Record<Name, Read>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(reads) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  for (const name of names) await crowd(reads[name]);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) times[name].push(...(await crowd(reads[name])));
  }
  return times;
}

export interface PagesAsked {
  readonly userId: UserId;
  /** All of the user's, oldest first. */
  readonly ids: readonly Generation['id'][];
  readonly isEmbedded: boolean;
}

export async function measurePages(
  { gallery, generations }: Pick<Database, 'gallery' | 'generations'>,
  { userId, ids, isEmbedded }: PagesAsked,
  report: Report,
): Promise<void> {
  const rows = ids.length;
  const middle = await generations.find(userId, ids[Math.floor(rows / 2)] ?? ('' as never));
  if (middle === null) throw new Error('nothing was written');
  const deep: GalleryPosition = { createdAt: middle.createdAt, id: middle.id };
  const page = (filter: GalleryFilter, after: GalleryPosition | null = null) =>
    gallery.list(userId, filter, after, PAGE + 1);
  const times = await inTurn({
    'lookup by id': (turn) => generations.find(userId, ids[(turn * 7_919) % rows] ?? middle.id),
    'first page': () => page({}),
    'deep page': () => page({}, deep),
    'search, in many': () => page({ search: `${wordOf(3)} ` }),
    'search, in few': () => page({ search: `${wordOf(3_900)} ` }),
    'search, being typed': () => page({ search: wordOf(40).slice(0, 3) }),
    favourites: () => page({ favourite: true }),
  });
  report.note(
    `\nP7 ${rows} generations, ${READERS} readers, ${ROUNDS * READERS * READS_EACH} reads each`,
  );
  const p99 = (values: readonly number[]): number => quantile(values, 0.99);
  const byId = p99(times['lookup by id']);
  for (const [name, values] of Object.entries(times)) {
    report.note(
      `  ${name.padEnd(20)} median ${format(quantile(values, 0.5))} ms, p99 ${format(p99(values))} ms, ${format(p99(values) / byId)} × lookup`,
    );
  }
  const deepRatio = quantile(times['deep page'], 0.5) / quantile(times['first page'], 0.5);
  report.goal(
    `P7 deep page of ${rows}`,
    deepRatio <= DEEP_MAX,
    `${format(deepRatio)} × first page at the median, want ≤ ${DEEP_MAX}`,
  );
  if (!isEmbedded) {
    const first = p99(times['first page']) / byId;
    report.goal('P7 first page', first <= RATIO_MAX, `${format(first)} ×, want ≤ ${RATIO_MAX}`);
  } else if (rows <= FLUENT_ROWS) {
    const worst = Math.max(...Object.values(times).map(p99));
    report.goal(
      `P7 embedded database with ${rows}`,
      worst <= FLUENT_MS,
      `slowest p99 ${format(worst)} ms, want ≤ ${FLUENT_MS}`,
    );
  }
}
