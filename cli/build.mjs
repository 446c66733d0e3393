/**
 * Bundles each process into one file of `dist/`. Packages stay outside; start-up is what this buys.
 * Beside them lies what we put into the editor's page, for browsers and with everything in it: our
 * extension, and the script of a workspace's page.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const projectDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const ENTRY_POINTS = {
  server: 'server.ts',
  worker: 'workers/prompt/main.ts',
  janitor: 'workers/janitor/main.ts',
  'builtin-runner': 'workers/builtin-runner/main.ts',
  cli: 'cli/main.ts',
};

const outdir = path.join(projectDir, 'dist');
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: ENTRY_POINTS,
  absWorkingDir: projectDir,
  outdir,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  logLevel: 'warning',
});

/** @type {import('esbuild').BuildOptions} */
const forBrowsers = {
  absWorkingDir: projectDir,
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};
await build({
  ...forBrowsers,
  entryPoints: ['components/studio-panel/extension.ts'],
  outdir: path.join(outdir, 'studio-extension'),
  // The live connection's library is asked for when the panel is opened.
  splitting: true,
  chunkNames: '[name]-[hash]',
});
await build({
  ...forBrowsers,
  entryPoints: ['components/workspace-editor/page.ts'],
  outfile: path.join(outdir, 'workspace-page.js'),
});
