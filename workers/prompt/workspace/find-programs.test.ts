import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { findPrograms, isWithin } from './find-programs';

test('a Python in a folder that is closed to others is shown, and the rest of that folder hidden', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'atelier-programs-'));
  await chmod(root, 0o755);
  const at = (...parts: string[]): string => path.join(root, ...parts);
  for (const folder of ['venv/bin', 'home/pythons/3.11/bin', 'comfy', 'data/extension', 'dist']) {
    await mkdir(at(folder), { recursive: true });
  }
  await writeFile(at('home/pythons/3.11/bin/python3'), '');
  await symlink(at('home/pythons/3.11/bin/python3'), at('venv/bin/python'));
  await chmod(at('home'), 0o700);
  const config = {
    ...{ ATELIER_DATA_DIR: at('data'), BUILTIN_RUNNER_ENTRY: undefined },
    ...{ COMFYUI_DIR: at('comfy'), COMFYUI_MODELS_DIR: undefined },
    COMFYUI_PYTHON: at('venv/bin/python'),
  };
  const places = { builtinRunner: at('dist/runner.js'), comfyExtension: at('data/extension') };
  const node = '/usr/bin/node';
  expect(await findPrograms(config, places, node)).toEqual({
    file: at('venv/bin/python'),
    hidden: [at('data'), at('home')],
    visible: [at('data/extension'), at('home/pythons/3.11')],
  });
  // All of it below the closed folder: it alone is covered.
  const inside = { ...config, ATELIER_DATA_DIR: at('home/data') };
  expect((await findPrograms(inside, places, node)).hidden).toEqual([at('home')]);
  // So is Node, when it was installed below the data folder.
  const own = await findPrograms(config, places, at('data/toolchain/node/bin/node'));
  expect(own.visible).toContain(at('data/toolchain/node'));
  await rm(root, { recursive: true });
});

test.each([
  ['/a', '/a/b', true],
  ['/a', '/a', true],
  ['/a', '/ab', false],
  ['/', '/a', true],
])('%s holds %s: %s', (folder, place, holds) => {
  expect(isWithin(folder, place)).toBe(holds);
});
