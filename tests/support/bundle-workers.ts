/** Bundles the workers' programs from the sources as they are, so that tests need no build. */
import { symlink } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';

import { PROJECT_DIR } from '@/cli/launcher/environment.mjs';

const PROGRAMS = {
  worker: 'workers/prompt/main.ts',
  janitor: 'workers/janitor/main.ts',
  'builtin-runner': 'workers/builtin-runner/main.ts',
};

/**
 * @param folder an existing, empty one
 * @returns the path of each program
 */
export async function bundleWorkers(
  folder: string,
): Promise<Record<keyof typeof PROGRAMS, string>> {
  const from = (name: string): string => path.join(PROJECT_DIR, name);
  await build({
    absWorkingDir: PROJECT_DIR,
    entryPoints: Object.fromEntries(
      Object.entries(PROGRAMS).map(([name, source]) => [name, from(source)]),
    ),
    outdir: folder,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: true,
    logLevel: 'error',
  });
  await symlink(from('node_modules'), path.join(folder, 'node_modules'));
  await symlink(from('workers/prompt/comfy_extension'), path.join(folder, 'comfy_extension'));
  const program = (name: string): string => path.join(folder, `${name}.js`);
  return {
    worker: program('worker'),
    janitor: program('janitor'),
    'builtin-runner': program('builtin-runner'),
  };
}
