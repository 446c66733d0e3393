import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { fileGraphs, modelGraphs } from './preheat';

test('a checkpoint with LoRAs is a chain that ends in a picture', () => {
  const [graph, plain] = modelGraphs(
    'xl/base.safetensors + ink.safetensors+paper.safetensors, other.ckpt',
  );
  expect(graph?.['2']?.inputs).toMatchObject({ lora_name: 'ink.safetensors', model: ['1', 0] });
  expect(graph?.['3']?.inputs).toMatchObject({ lora_name: 'paper.safetensors', model: ['2', 0] });
  expect(graph?.['sample']?.inputs['model']).toEqual(['3', 0]);
  expect(graph?.['decode']?.inputs['vae']).toEqual(['1', 2]);
  expect(plain?.['sample']?.inputs['model']).toEqual(['1', 0]);
  expect(modelGraphs(' , ')).toEqual([]);
});

test('a warm-up graph that is missing or no graph is said with its name', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-preheat-'));
  const good = path.join(folder, 'good.json');
  const bad = path.join(folder, 'bad.json');
  await writeFile(good, '{"1":{"class_type":"EmptyImage","inputs":{}}}');
  await writeFile(bad, '{"nodes":[],"links":[]}');
  expect(await fileGraphs(good)).toHaveLength(1);
  await expect(fileGraphs(bad)).rejects.toThrow(/bad\.json holds no graph in API format/);
  await expect(fileGraphs(`${good},${folder}/none.json`)).rejects.toThrow(
    /none\.json cannot be read/,
  );
  await rm(folder, { recursive: true });
});
