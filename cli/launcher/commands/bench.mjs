/** `bench NAME`: sets up what benches need and runs `bench/NAME.ts`. */
import path from 'node:path';

import { readSettings, readVariables } from '../environment.mjs';
import { UsageError } from '../errors.mjs';
import { dataPaths } from '../paths.mjs';
import { runCommand } from '../processes.mjs';
import { createProgress } from '../progress.mjs';
import { setUp, setupContext, SUITE_STEPS } from '../setup/set-up.mjs';
import { testEnvironment } from './test-environment.mjs';

/** The benches; each is a file of `bench/` and says in its head what it measures. */
const BENCHES = [
  ...['latency', 'tenancy', 'editor', 'startup'],
  ...['scaling', 'events', 'memory', 'chaos', 'admin'],
  ...['fairness', 'queue-state', 'gallery'],
];

/**
 * @param {string} name
 * @param {boolean} mustMeetGoals
 * @param {Record<string, string | number | true | undefined>} numbers for benches that take some: `--NAME N`
 * @returns {Promise<number>} exit code
 */
export async function bench(name, mustMeetGoals, numbers) {
  const variables = readVariables();
  const settings = readSettings(variables);
  const context = setupContext(dataPaths(settings.dataDir), settings, variables);
  if (!BENCHES.includes(name)) {
    throw new UsageError(`unknown bench "${name}": there are ${BENCHES.join(', ')}`);
  }
  await setUp(SUITE_STEPS['e2e'] ?? [], context, createProgress(process.stdout));
  const tsx = path.join('node_modules', 'tsx', 'dist', 'cli.mjs');
  const result = await runCommand(
    context.node,
    [tsx, `bench/${name}.ts`, ...(mustMeetGoals ? ['--assert'] : []), ...numberOptions(numbers)],
    {
      cwd: context.projectDir,
      env: testEnvironment(context),
      inherit: true,
    },
  );
  return result.code;
}

/** @param {Record<string, string | number | true | undefined>} numbers */
function numberOptions(numbers) {
  return Object.entries(numbers).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
}
