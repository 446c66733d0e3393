/** One answer never holds more graphs than it can be written with; runs beyond stand there without. */
import { expect, test } from 'vitest';

import type { PromptRun, RunGraph } from '@/lib/domain/prompt-run';
import { newUserId, runIdFor, type RunId, type UserId } from '@/lib/kernel/ids';

import { graphsWithin } from './graphs-within';
import { listHistory } from './list-history';

const MIB = 1024 * 1024;
const userId = newUserId();

/** Newest first, as the database gives them; numbers fall. */
function runsOf(count: number, graphBytes: number | null): PromptRun[] {
  return Array.from({ length: count }, (_, index) => {
    const promptId = `p${count - index}`;
    const run: Partial<PromptRun> = {
      ...{ id: runIdFor(userId, promptId), userId, promptId, number: count - index },
      ...{ graphBytes, clientId: null, outputNodes: ['9'], outputs: {}, meta: {}, messages: [] },
      ...{ state: 'succeeded', createdAt: new Date(0) },
    };
    return run as PromptRun;
  });
}

/** Graphs of so many bytes for every run; tells how many were read at a time. */
function graphsOf(bytes: number) {
  const batches: number[] = [];
  const extraData = { text: 'x'.repeat(bytes) };
  const findGraphs = (owner: UserId, ids: readonly RunId[]): Promise<Map<RunId, RunGraph>> => {
    batches.push(ids.length);
    const graph = { '9': { class_type: 'A', inputs: {} } };
    return Promise.resolve(
      new Map(ids.map((runId) => [runId, { runId, userId: owner, graph, extraData }])),
    );
  };
  return { batches, findGraphs };
}

test('ordinary graphs are all read at once', async () => {
  const graphs = graphsOf(10);
  expect((await graphsWithin(graphs, userId, runsOf(500, 30_000))).size).toBe(500);
  expect(graphs.batches).toEqual([500]);
});

test('of large graphs the first ones are read until there are 64 MiB, and no more', async () => {
  const graphs = graphsOf(10);
  const wanted = runsOf(500, 15 * MIB);
  const found = await graphsWithin(graphs, userId, wanted);
  expect([...found.keys()]).toEqual(wanted.slice(0, 5).map(({ id }) => id));
  expect(graphs.batches).toEqual([5]);
});

test('graphs without a known size are read a few at a time and measured', async () => {
  const small = graphsOf(10);
  expect((await graphsWithin(small, userId, runsOf(100, null))).size).toBe(100);
  const large = graphsOf(15 * MIB);
  expect((await graphsWithin(large, userId, runsOf(100, null))).size).toBe(5);
  expect(Math.max(...small.batches, ...large.batches)).toBe(8);
  expect(large.batches).toEqual([8]);
});

test('the history shows every run, the newest ones with their graphs', async () => {
  const listed = runsOf(20, 15 * MIB);
  const runs = {
    ...graphsOf(10),
    find: () => Promise.resolve(null),
    list: () => Promise.resolve([...listed]),
  };
  const history = await listHistory(runs, userId, { maxItems: null, offset: null });
  expect(Object.keys(history)).toEqual(listed.map(({ promptId }) => promptId).toReversed());
  const whole = Object.values(history).filter(({ prompt }) => '9' in prompt[2]);
  expect(whole.map(({ prompt }) => prompt[0])).toEqual([16, 17, 18, 19, 20]);
  expect(history['p1']?.prompt).toEqual([1, 'p1', {}, { create_time: 0 }, ['9']]);
});
