/** `test [suite…]`: sets up what the suites need, runs them, ends with `N passed, N failed`. */
import { readSettings, readVariables } from '../environment.mjs';
import { EXIT_FAILED, oneLine, UsageError } from '../errors.mjs';
import { dataPaths } from '../paths.mjs';
import { createProgress, seconds } from '../progress.mjs';
import { setUp, setupContext, SUITE_STEPS } from '../setup/set-up.mjs';
import { sum } from './reports.mjs';
import { PARTS, SUITES } from './suites.mjs';

/**
 * @param {readonly string[]} names none: all
 * @returns {Promise<number>} exit code
 */
export async function test(names) {
  const unknown = names.find((name) => !Object.hasOwn(SUITES, name));
  if (unknown !== undefined) {
    throw new UsageError(`unknown suite "${unknown}": there are ${Object.keys(SUITES).join(', ')}`);
  }
  const chosen = Object.keys(SUITES).filter((name) =>
    names.length === 0 ? !PARTS.includes(name) : names.includes(name),
  );
  const variables = readVariables();
  const settings = readSettings(variables);
  const context = setupContext(dataPaths(settings.dataDir), settings, variables);
  const steps = chosen.flatMap((name) => SUITE_STEPS[name] ?? []);
  try {
    await setUp(steps, context, createProgress(process.stdout));
  } catch (error) {
    console.error(`atelier: ${oneLine(error)}`);
    console.log('\n0 passed, 1 failed');
    return EXIT_FAILED;
  }

  const lines = [];
  /** @type {import('./reports.mjs').SuiteResult} */
  let total = { passed: 0, failed: 0 };
  for (const name of chosen) {
    const startedAt = Date.now();
    const result = (await SUITES[name]?.(context)) ?? { passed: 0, failed: 1 };
    total = sum(total, result);
    const took = seconds(Date.now() - startedAt);
    lines.push(`${name.padEnd(12)} ${result.passed} passed, ${result.failed} failed  (${took})`);
  }
  // Last, because a log of many minutes is read from its end.
  for (const note of total.notes ?? []) console.log(`\n${note}`);
  console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}
