/** Bundles each process into one file of `dist/`. Packages stay outside; start-up is what this buys. */
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
