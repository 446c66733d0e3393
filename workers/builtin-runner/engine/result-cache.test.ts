import { expect, test } from 'vitest';

import { maskOf } from '@/tests/support/run-node';

import type { NodeDefinition } from './node-definition';
import { createResultCache, type CachedResult } from './result-cache';
import { signGraph } from './sign-graph';
import type { Graph } from './values';

const NODES = new Map<string, NodeDefinition>();
const NONE = new Map<string, string>();

function chain(value: number, ids: readonly [string, string] = ['1', '2']): Graph {
  return {
    [ids[0]]: { class_type: 'A', inputs: { value } },
    [ids[1]]: { class_type: 'B', inputs: { from: [ids[0], 0], name: 'x' } },
  };
}

const result = (size = 1): CachedResult => ({
  outputs: [[maskOf([Array.from({ length: size }, () => 0)])]],
  ui: null,
});

test('equal work has equal keys whatever the ids; other constants above change all below', () => {
  const keys = signGraph(chain(1), NODES, NONE);
  const renamed = signGraph(chain(1, ['7', '8']), NODES, NONE);
  const changed = signGraph(chain(2), NODES, NONE);
  expect(renamed.get('8')).toBe(keys.get('2'));
  expect(changed.get('2')).not.toBe(keys.get('2'));
  const file = signGraph(chain(1), NODES, new Map([['1', 'another content']]));
  expect(file.get('2')).not.toBe(keys.get('2'));
});

test('a node in a cycle, or below nothing, has no key', () => {
  const graph: Graph = {
    a: { class_type: 'A', inputs: { from: ['b', 0] } },
    b: { class_type: 'A', inputs: { from: ['a', 0] } },
    c: { class_type: 'A', inputs: { from: ['nowhere', 0] } },
  };
  expect(signGraph(graph, NODES, NONE).size).toBe(0);
});

test("a tenant's results are never another tenant's", () => {
  const cache = createResultCache(NODES, 1_000);
  cache.openPrompt('alice', chain(1), NONE).set('1', result());
  expect(cache.openPrompt('bob', chain(1), NONE).get('1')).toBeUndefined();
  expect(cache.openPrompt('alice', chain(1), NONE).get('1')).toBeDefined();
});

test('a prompt drops what it does not use', () => {
  const cache = createResultCache(NODES, 1_000);
  cache.openPrompt('alice', chain(1), NONE).set('1', result());
  cache.openPrompt('alice', chain(2), NONE);
  expect(cache.bytes()).toBe(0);
  expect(cache.openPrompt('alice', chain(1), NONE).get('1')).toBeUndefined();
});

test('beyond the limit, whoever was idle longest loses first', () => {
  const cache = createResultCache(NODES, 100);
  for (const tenant of ['alice', 'bob']) {
    const prompt = cache.openPrompt(tenant, chain(1), NONE);
    prompt.set('1', result(15));
    prompt.close();
  }
  expect(cache.bytes()).toBe(60);
  expect(cache.openPrompt('bob', chain(1), NONE).get('1')).toBeDefined();
  expect(cache.openPrompt('alice', chain(1), NONE).get('1')).toBeUndefined();
});

test('an object stays with its node from prompt to prompt', () => {
  const cache = createResultCache(NODES, 100);
  const letters = (tenant: string, graph: Graph) =>
    cache.openPrompt(tenant, graph, NONE).keep('1', () => ({}));
  const first = letters('alice', chain(1));
  expect(letters('alice', chain(2))).toBe(first);
  expect(letters('bob', chain(2))).not.toBe(first);
  cache.openPrompt('alice', {}, NONE);
  expect(letters('alice', chain(1))).not.toBe(first);
});
