/** Runs one of our own commands (`cli/main.ts`, as it was built) to its end. */
import { LauncherError } from '../errors.mjs';
import { runCommand } from '../processes.mjs';

/**
 * @param {import('../setup/plan.mjs').SetupContext} context
 * @param {Record<string, string>} env
 * @param {readonly string[]} args
 * @returns {Promise<string>} what it printed
 */
export async function runCli({ node, projectDir }, env, args) {
  const command = [`${projectDir}/dist/cli.js`, ...args];
  const result = await runCommand(node, command, { cwd: projectDir, env });
  if (result.code === 0) return result.stdout;
  const why = result.stderr.trim().split('\n').at(-1) ?? '';
  throw new LauncherError(
    why || `${args[0] ?? ''} failed with code ${result.code}`,
    result.code === 2 ? 2 : 1,
  );
}
