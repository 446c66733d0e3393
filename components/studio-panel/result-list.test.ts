import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { LiveClient } from '@/lib/realtime/client';
import type { ResultItem } from '@/lib/domain/result-item';

import { createResultList, type ResultList } from './result-list';

/** What the server has, by number: a higher one is newer. */
let stored: number[];
/** What it answers instead of results. */
let refusal: number | null;
/** Answers are on their way for so long. */
let held: Promise<undefined>;
let asked: string[];
let listeners: Map<string, (event?: object) => void>;
let list: ResultList;

const idOf = (number: number): string => String(number).padStart(4, '0');
const item = (number: number): ResultItem => ({
  ...{ id: idOf(number), promptId: 'p', filename: `${number}.png`, subfolder: '' },
  ...{ mediaType: 'image', prompt: '', width: 8, height: 8, thumbWidths: [] },
  // Two of each moment.
  createdAt: new Date(Math.floor(number / 2) * 1_000).toISOString(),
});
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: from - to + 1 }, (_, index) => from - index);
const shown = (): number[] => list.items.map(({ id }) => Number(id));
const tell = (change: string, number: number): void =>
  listeners.get('generation')?.({ change, generationId: idOf(number) });
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1_000);

function answer(address: string): Response {
  asked.push(address);
  if (refusal !== null) return new Response('{}', { status: refusal });
  const query = new URL(address, 'http://studio').searchParams;
  const limit = Number(query.get('limit') ?? 40);
  const before = Number(query.get('before') ?? Infinity);
  const all = stored.filter((number) => number < before).sort((a, b) => b - a);
  const page = all.slice(0, limit);
  const next = all.length > limit ? String(page.at(-1)) : null;
  return Response.json({ items: page.map(item), next });
}

beforeEach(async () => {
  vi.useFakeTimers();
  stored = numbers(200, 1);
  refusal = null;
  held = Promise.resolve(undefined);
  asked = [];
  listeners = new Map();
  vi.stubGlobal('fetch', async (address: string, init?: RequestInit) => {
    const given = answer(address);
    await held;
    init?.signal?.throwIfAborted();
    return given;
  });
  const live: LiveClient = {
    on(name, listener) {
      listeners.set(name, listener as (event?: object) => void);
      return () => listeners.delete(name);
    },
    watch: () => () => undefined,
    close: () => undefined,
  };
  list = createResultList(live, () => undefined);
  await settle();
});
afterEach(() => {
  list.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function readDeep(pages: number): Promise<void> {
  for (let page = 0; page < pages; page += 1) {
    list.loadMore();
    await settle();
  }
}

test('pages follow each other, and what is new stands first', async () => {
  expect(list.state).toBe('ready');
  await readDeep(1);
  expect(shown()).toEqual(numbers(200, 121));
  stored.push(201);
  tell('created', 201);
  await settle();
  expect(shown()).toEqual(numbers(201, 121));
  await readDeep(4);
  expect(shown()).toEqual(numbers(201, 1));
  asked = [];
  await readDeep(2);
  expect(asked).toEqual([]);
});

test('what was deleted far down is back in its place after undo, and after a refusal', async () => {
  await readDeep(2);
  list.hide(idOf(110));
  stored = stored.filter((number) => number !== 110);
  tell('deleted', 110);
  stored.push(201);
  tell('created', 201);
  await settle();
  expect(shown()).toEqual(numbers(201, 81).filter((number) => number !== 110));
  stored.push(110);
  tell('restored', 110);
  list.restored(idOf(110));
  expect(shown()).toEqual(numbers(201, 81));
  await settle();
  expect(shown()).toEqual(numbers(201, 81));

  list.hide(idOf(90));
  expect(shown()).not.toContain(90);
  list.unhide(idOf(90));
  expect(shown()).toEqual(numbers(201, 81));
});

test('what is restored while an answer without it is on its way stays', async () => {
  stored = stored.filter((number) => number !== 190);
  list.hide(idOf(190));
  tell('deleted', 190);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  held = promise;
  tell('created', 200);
  await settle();
  stored.push(190);
  list.restored(idOf(190));
  resolve(undefined);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown()).toContain(190);
  await settle();
  expect(shown()).toEqual(numbers(200, 160));
});

test('what comes back from elsewhere, and was never known here, is looked up', async () => {
  stored = stored.filter((number) => number !== 100);
  await readDeep(3);
  expect(shown()).not.toContain(100);
  stored.push(100);
  asked = [];
  tell('restored', 100);
  await settle();
  expect(shown()).toContain(100);
  expect(shown()).toEqual(numbers(200, shown().at(-1) ?? 0));
  expect(asked).toHaveLength(2);
  await readDeep(9);
  expect(shown()).toEqual(numbers(200, 1));
});

test('an act that was done though its answer was lost brings nothing back', async () => {
  list.hide(idOf(199));
  tell('deleted', 199);
  list.unhide(idOf(199));
  await settle();
  expect(shown()).not.toContain(199);
});

test('after a failure only the button and the connection ask again', async () => {
  refusal = 503;
  await readDeep(1);
  expect(list.state).toBe('failed');
  asked = [];
  await readDeep(5);
  expect(asked).toEqual([]);
  list.retry();
  await settle();
  expect(asked).toHaveLength(1);
  expect(list.state).toBe('failed');

  refusal = null;
  list.retry();
  await settle();
  expect(list.state).toBe('ready');
  expect(shown()).toEqual(numbers(200, 121));

  refusal = 503;
  await readDeep(1);
  refusal = null;
  // News is asked for as ever, but does not make the end ask again.
  tell('updated', 200);
  await settle();
  expect(list.state).toBe('failed');
  listeners.get('connected')?.();
  await settle();
  expect(list.state).toBe('ready');
  expect(shown()).toEqual(numbers(200, 81));
});

test('a session that ended is said so, until there is one again', async () => {
  refusal = 401;
  await readDeep(3);
  expect(list.state).toBe('ended');
  refusal = null;
  listeners.get('connected')?.();
  await settle();
  expect(list.state).toBe('ready');
});

test('more than a page came untold: the list begins anew, without a gap', async () => {
  await readDeep(1);
  stored.push(...numbers(300, 201));
  listeners.get('connected')?.();
  await settle();
  expect(shown()).toEqual(numbers(300, 261));
  await readDeep(2);
  expect(shown()).toEqual(numbers(300, 181));
});

test('what went untold is gone when the page is all there is', async () => {
  await readDeep(9);
  stored = [200, 150];
  listeners.get('connected')?.();
  await settle();
  expect(shown()).toEqual([200, 150]);
});

test('another filter does not wait for the answer to an earlier question', async () => {
  list.loadMore();
  list.filter('w');
  expect(list.state).toBe('loading');
  expect(shown()).toEqual([]);
  await settle();
  expect(shown()).toEqual(numbers(200, 161));
  expect(asked.at(-1)).toContain('workflow=w');
});
