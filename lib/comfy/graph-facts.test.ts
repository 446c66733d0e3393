import { expect, test } from 'vitest';

import type { Graph } from '@/lib/domain/prompt-run';
import { parseExactJson } from '@/lib/kernel/exact-json';

import { parseFileReference } from './file-reference';
import { graphFactsOf } from './graph-facts';
import { listFileReferences } from './list-file-references';
import type { InputSpec, NodeDefinition } from './object-info';
import { searchableText } from './searchable-text';
import { workflowIdOf } from './workflow-id';

const node = (
  class_type: string,
  inputs: Record<string, unknown>,
  title?: string,
): Graph[string] => ({
  class_type,
  inputs,
  ...(title !== undefined && { _meta: { title } }),
});

test('equal graphs have one id, whatever the order of keys and the titles', () => {
  const one = { '1': node('A', { x: 1, y: ['2', 0] }, 'first'), '2': node('B', {}) };
  const same = { '2': node('B', {}), '1': node('A', { y: ['2', 0], x: 1 }) };
  expect(workflowIdOf(one)).toBe(workflowIdOf(same));
  expect(workflowIdOf(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(workflowIdOf({ ...one, '2': node('B', { z: 1 }) })).not.toBe(workflowIdOf(one));
});

test('seeds that differ only beyond 2^53 are different graphs', () => {
  const graph = (seed: string) => ({
    '1': node('K', parseExactJson(`{"seed":${seed}}`) as object as Record<string, unknown>),
  });
  expect(workflowIdOf(graph('18446744073709551614'))).not.toBe(
    workflowIdOf(graph('18446744073709551615')),
  );
});

test('prompts and models are searched for, choices, numbers and file names are not', () => {
  const graph = {
    '1': node('CLIPTextEncode', { text: 'a red fox', clip: ['2', 0] }),
    '2': node('CheckpointLoaderSimple', { ckpt_name: 'sub/dream.safetensors' }),
    '3': node('KSampler', { sampler_name: 'euler', steps: 20 }),
    '4': node('LoadImage', { image: 'cat.png' }),
    '5': node('CLIPTextEncode', { text: ' a red fox ' }),
  };
  expect(searchableText(graph)).toBe('a red fox\ndream');
});

test('a file’s name is read with its place, and names that leave the place are none', () => {
  expect(parseFileReference('a.png')).toEqual({ type: 'input', path: 'a.png' });
  expect(parseFileReference('./a//b.png [output]')).toEqual({ type: 'output', path: 'a/b.png' });
  expect(parseFileReference('x..y.png [temp]')).toEqual({ type: 'temp', path: 'x..y.png' });
  for (const bad of ['', '.', '/a', '../a', 'a/../../b', 'a\\b', 'a\0b', 'c:/x', ' [output]']) {
    expect(parseFileReference(bad), bad).toBeNull();
  }
});

test('files are looked for in every text, nested ones too, but not in long ones', () => {
  const prompt = {
    '1': { inputs: { a: 'x.png', b: [['y.png']], c: { d: 'z.png [output]' }, e: 'l\nm' } },
    '2': { inputs: { a: 'x.png', b: 'x'.repeat(601), c: 5, d: null } },
    '3': null,
    '4': 'text',
  };
  expect(listFileReferences(prompt, {})).toEqual([
    { type: 'input', path: 'x.png' },
    { type: 'input', path: 'y.png' },
    { type: 'output', path: 'z.png' },
  ]);
  expect(listFileReferences(null, {})).toEqual([]);
});

test('what the definitions say to be something else than a file is not looked for', () => {
  const node = (output_node: boolean, required: Record<string, InputSpec>) =>
    ({ output_node, output: [], input: { required } }) satisfies NodeDefinition;
  const definitions = {
    Save: node(true, { filename_prefix: ['STRING', {}], note: ['STRING', {}] }),
    Text: node(false, { text: ['STRING', { multiline: true }] }),
    Pick: node(false, { image: [['a.png'], { image_upload: true }], mode: [['fast', 'slow']] }),
    // As some packs describe themselves.
    Odd: { output_node: false, output: [] } as unknown as NodeDefinition,
  };
  const prompt = {
    '1': { class_type: 'Save', inputs: { filename_prefix: 'Comfy', note: 'n.txt' } },
    '2': { class_type: 'Text', inputs: { text: 'a red fox' } },
    '3': { class_type: 'Pick', inputs: { image: 'mine.png', mode: 'fast' } },
    '4': { class_type: 'Odd', inputs: { any: 'odd.bin', filename_prefix: 'p' } },
    '5': { class_type: 'Unknown', inputs: { filename_prefix: 'q', link: ['1', 0], no: ['x', 0] } },
  };
  const paths = listFileReferences(prompt, definitions).map(({ path }) => path);
  expect(paths).toEqual(['n.txt', 'mine.png', 'odd.bin', 'p', 'q', 'x']);
});

test('models and seeds of a graph are listed once each, large seeds with every digit', () => {
  const graph = parseExactJson(`{
    "1": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "steps": 20}},
    "2": {"class_type": "RandomNoise", "inputs": {"noise_seed": 7, "seed": ["1", 0]}},
    "3": {"class_type": "KSampler", "inputs": {"seed": 7}},
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "xl/base.safetensors"}},
    "5": {"class_type": "LoraLoader", "inputs": {"lora_name": "ink.safetensors"}},
    "6": {"class_type": "LoraLoader", "inputs": {"lora_name": "other/ink.safetensors"}}
  }`) as Graph;
  expect(graphFactsOf(graph)).toEqual({
    prompt: 'base\nink',
    models: ['base', 'ink'],
    seeds: ['18446744073709551615', '7'],
  });
});

test('what the editor adds for its own viewers does not change the id', () => {
  const save = (inputs: object) => ({
    '9': node('SaveGLB', { filename_prefix: 'mesh', ...inputs }),
  });
  expect(workflowIdOf(save({ image: '/mesh_00001_.glb' }))).toBe(workflowIdOf(save({})));
  const load = (image: string) => ({ '1': node('LoadImage', { image }) });
  expect(workflowIdOf(load('a.png'))).not.toBe(workflowIdOf(load('b.png')));
});

test('texts of megabytes are looked through in no time, and are no names of models', () => {
  const text = 'a'.repeat(2_000_000);
  const graph = {
    '1': node('CLIPTextEncode', { text }),
    '2': node('CLIPTextEncode', { text: `${text}.safetensors` }),
    '3': node('CLIPTextEncode', { text: '.pt'.repeat(700_000) + ' ' }),
  };
  const started = performance.now();
  expect(graphFactsOf(graph).models).toEqual([]);
  expect(performance.now() - started).toBeLessThan(2_000);
});
