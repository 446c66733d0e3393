import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { runnerCommand, slotArguments, type RunnerConfig } from './runner-command';

const config: RunnerConfig = {
  ...{ ATELIER_DATA_DIR: '', COMFYUI_ARGS: '--cpu', COMFYUI_DIR: '/opt/comfyui' },
  ...{ COMFYUI_SLOT_ARGS: '0=--cache-lru 20;1=--cache-none', COMFYUI_PYTHON: undefined },
  ...{ COMFYUI_MODELS_DIR: '/mnt/models', BUILTIN_RUNNER_ENTRY: undefined },
};
const places = { builtinRunner: '/dist/builtin-runner.js', comfyExtension: '/dist/extension' };

test('a slot’s own arguments follow those of all', () => {
  expect(slotArguments('0=--cache-lru 20; 1=--reserve-vram 1.5', 1)).toEqual([
    '--reserve-vram',
    '1.5',
  ]);
  expect(slotArguments('', 0)).toEqual([]);
});

test('ComfyUI is bound to its card, with its slot’s arguments and the shared models', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-command-'));
  const device = { kind: 'npu', index: 3, name: 'Ascend 910B3' } as const;
  const slot = { index: 1, port: 8003, tenantsRoot: `${folder}/tenants-1`, device };
  const given = { ...config, ATELIER_DATA_DIR: folder, COMFYUI_ARGS: '--disable-api-nodes' };
  const { env, args } = await runnerCommand(given, places, slot);
  expect(env).toEqual({ ASCEND_RT_VISIBLE_DEVICES: '3' });
  expect(args.join(' ')).toContain('--disable-api-nodes --cache-none');
  const models = path.join(folder, 'runners', '1', 'models.yaml');
  expect(args.slice(-3)).toEqual([
    '--extra-model-paths-config',
    '/dist/extension/extra_model_paths.yaml',
    models,
  ]);
  expect(await readFile(models, 'utf8')).toContain(
    'base_path: "/mnt/models"\n  checkpoints: checkpoints',
  );
  await rm(folder, { recursive: true });
});

test('on processors ComfyUI is told so, once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-command-'));
  const device = { kind: 'cpu', index: 0, name: 'CPU' } as const;
  const slot = { index: 0, port: 8188, tenantsRoot: `${folder}/tenants`, device };
  const { env, args } = await runnerCommand({ ...config, ATELIER_DATA_DIR: folder }, places, slot);
  expect(env).toEqual({});
  expect(args.filter((argument) => argument === '--cpu')).toHaveLength(1);
  await rm(folder, { recursive: true });
});
