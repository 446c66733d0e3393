import { expect, test } from 'vitest';

import { planExecution } from './execution-order';
import type { Graph } from './values';

function graphOf(links: Readonly<Record<string, readonly string[]>>): Graph {
  return Object.fromEntries(
    Object.entries(links).map(([id, sources]) => [
      id,
      {
        class_type: 'X',
        inputs: Object.fromEntries(sources.map((source, index) => [`in${index}`, [source, 0]])),
      },
    ]),
  );
}

function runOrder(graph: Graph, outputs: readonly string[], cached: readonly string[] = []) {
  const order = planExecution(
    graph,
    outputs,
    (id) => cached.includes(id),
    (id) => outputs.includes(id),
  );
  const ran: string[] = [];
  for (let id = order.next(); id !== null; id = order.next()) {
    ran.push(id);
    order.complete(id);
  }
  return { ran, left: order.remaining() };
}

test('each node runs once, after what it needs', () => {
  const graph = graphOf({ a: [], b: ['a', 'a'], c: ['a', 'b'], out: ['c', 'b'], unused: [] });
  expect(runOrder(graph, ['out'])).toEqual({ ran: ['a', 'b', 'c', 'out'], left: [] });
});

test('what leads to a picture soonest goes first', () => {
  const graph = graphOf({ slow: [], far: ['slow'], end: ['far'], near: [], show: ['near'] });
  expect(runOrder(graph, ['end', 'show']).ran).toEqual(['near', 'show', 'slow', 'far', 'end']);
});

test('a cached node is taken for done, and what it needs does not run', () => {
  const graph = graphOf({ a: [], b: ['a'], out: ['b'] });
  expect(runOrder(graph, ['out'], ['b']).ran).toEqual(['out']);
});

test('nodes that wait for each other are left over', () => {
  const graph = graphOf({ a: ['b'], b: ['a'], out: ['b'] });
  expect(runOrder(graph, ['out'])).toEqual({ ran: [], left: ['out', 'b', 'a'] });
});

test('a chain of ten thousand nodes is no trouble', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => String(index));
  const graph = graphOf(
    Object.fromEntries(ids.map((id, index) => [id, index === 0 ? [] : [String(index - 1)]])),
  );
  const order = planExecution(
    graph,
    ['9999'],
    () => false,
    (id) => id === '9999',
  );
  expect(order.remaining()).toHaveLength(10_000);
  expect(order.next()).toBe('0');
});
