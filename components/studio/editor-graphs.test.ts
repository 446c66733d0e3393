import { expect, test } from 'vitest';

import { offerStarterGraph, openGraph } from './editor-graphs';
import type { EditorWindow } from './editor-window';

test('the default graph is the starter for the classes that are known when it is read', () => {
  const defaultGraph: Record<string, unknown> = { nodes: ['of Stable Diffusion'], version: 0.4 };
  const registered: Record<string, unknown> = {};
  const editor = {
    comfyAPI: { defaultGraph: { defaultGraph } },
    LiteGraph: { registered_node_types: registered },
  } as unknown as EditorWindow;
  expect(offerStarterGraph(editor)).toBe(true);
  Object.assign(registered, { EmptyImage: {}, ImageScale: {}, SaveImage: {} });
  const read = structuredClone(defaultGraph) as { nodes: { type: string }[] };
  expect(read.nodes.length).toBeGreaterThan(0);
  for (const { type } of read.nodes) expect(Object.keys(registered)).toContain(type);
});

test('before the editor’s modules are there, nothing is offered', () => {
  expect(offerStarterGraph({} as EditorWindow)).toBe(false);
});

test('a graph of a program opens in API form, one of the editor as it was saved', async () => {
  const opened: unknown[] = [];
  const editor = {
    app: {
      loadGraphData: (...given: unknown[]) => Promise.resolve(opened.push(['workflow', ...given])),
      loadApiJson: (...given: unknown[]) => Promise.resolve(opened.push(['api', ...given])),
    },
  } as unknown as EditorWindow;
  const prompt = { '1': {} };
  await openGraph(editor, { workflow: { nodes: [] }, prompt }, 'a');
  await openGraph(editor, { workflow: null, prompt }, 'b');
  expect(opened).toEqual([
    ['workflow', { nodes: [] }, true, true, 'a'],
    ['api', prompt, 'b'],
  ]);
});
