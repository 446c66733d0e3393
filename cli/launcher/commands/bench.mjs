/** `bench NAME`: sets up what benches need and runs `bench/NAME.ts`. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

import { readSettings, readVariables } from '../environment.mjs';
import { UsageError } from '../errors.mjs';
import { dataPaths } from '../paths.mjs';
import { runCommand } from '../processes.mjs';
import { createProgress } from '../progress.mjs';
import { setUp, setupContext, SUITE_STEPS } from '../setup/set-up.mjs';

/** Files of `bench/` that are no bench by themselves. */
const NOT_A_BENCH = new Set(['main']);

/**
 * @param {string} projectDir
 * @returns {string[]}
 */
function benchNames(projectDir) {
  return readdirSync(path.join(projectDir, 'bench'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .filter((name) => !NOT_A_BENCH.has(name));
}

/**
 * @param {string} name
 * @param {boolean} mustMeetGoals
 * @returns {Promise<number>} exit code
 */
export async function bench(name, mustMeetGoals) {
  const variables = readVariables();
  const settings = readSettings(variables);
  const context = setupContext(dataPaths(settings.dataDir), settings, variables);
  const names = benchNames(context.projectDir);
  if (!names.includes(name)) {
    throw new UsageError(`unknown bench "${name}": there are ${names.join(', ')}`);
  }
  await setUp(SUITE_STEPS['e2e'] ?? [], context, createProgress(process.stdout));
  const flags = mustMeetGoals ? ['--assert'] : [];
  const tsx = path.join('node_modules', 'tsx', 'dist', 'cli.mjs');
  const result = await runCommand(context.node, [tsx, 'bench/main.ts', name, ...flags], {
    cwd: context.projectDir,
    env: { ...context.env, ATELIER_DATA_DIR: context.paths.dataDir },
    inherit: true,
  });
  return result.code;
}
