import { expect, test } from 'vitest';

import type { QueueRun } from '@/lib/domain/queue-view';

import { neighboursOf, reordered } from './reorder';

const run = (
  promptId: string,
  position: number | null,
  more: Partial<QueueRun> = {},
): QueueRun => ({
  ...{ promptId, position, state: position === null ? 'running' : 'waiting', lane: 'interactive' },
  ...{
    number: 1,
    estimateS: 4,
    waitS: position,
    elapsedS: null,
    createdAt: '2026-11-30T00:00:00Z',
  },
  ...more,
});
const runs = [run('r', null), run('a', 1), run('b', 2), run('c', 3)];
const shown = (...moves: [string, string][]): string =>
  reordered(
    runs,
    moves.map(([promptId, before]) => ({ promptId, before })),
  )
    .map(({ promptId }) => promptId)
    .join('');

test('a move shows at once, places and waits stay where they are, and what runs stays on top', () => {
  const moved = reordered(runs, [{ promptId: 'c', before: 'b' }]);
  expect(moved.map(({ promptId, position, waitS }) => [promptId, position, waitS])).toEqual([
    ['r', null, null],
    ['a', 1, 1],
    ['c', 2, 2],
    ['b', 3, 3],
  ]);
});

test('moves follow one another; one that is made already changes nothing', () => {
  expect(shown(['c', 'b'], ['c', 'a'])).toBe('rcab');
  expect(shown(['a', 'b'])).toBe('rabc');
});

test('a run that began or ended meanwhile is moved no more, and none is put before it', () => {
  expect(shown(['r', 'a'])).toBe('rabc');
  expect(shown(['c', 'gone'])).toBe('rabc');
  expect(reordered(runs, [{ promptId: 'gone', before: 'a' }])).toEqual(runs);
});

test('neighbours wait in the same lane', () => {
  const mixed = [...runs, run('d', 4, { lane: 'background' })];
  const of = (index: number) => neighboursOf(mixed, mixed[index] ?? run('none', null));
  expect(of(0)).toEqual({ above: null, below: null });
  expect(of(1)).toEqual({ above: null, below: 'b' });
  expect(of(2)).toEqual({ above: 'a', below: 'c' });
  expect(of(3)).toEqual({ above: 'b', below: null });
  expect(of(4)).toEqual({ above: null, below: null });
});
