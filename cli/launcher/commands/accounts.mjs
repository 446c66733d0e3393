/** `create-user`, `reset-password`: with the database that runs, or one that is configured. */
import { knownPorts } from '../../../embedded/ports.mjs';
import { readSettings, readVariables } from '../environment.mjs';
import { LauncherError } from '../errors.mjs';
import { dataPaths } from '../paths.mjs';
import { loadSecrets } from '../secrets.mjs';
import { setupContext } from '../setup/set-up.mjs';
import { runCli } from '../supervisor/run-cli.mjs';
import { ownEnvironment } from '../supervisor/specs.mjs';
import { runningState } from '../supervisor/supervisor.mjs';

/**
 * @param {readonly string[]} args of `cli/main.ts`
 * @returns {Promise<number>}
 */
export async function runAccountCommand(args) {
  const variables = readVariables();
  const settings = readSettings(variables);
  const paths = dataPaths(settings.dataDir);
  if (settings.ownDatabase && runningState(paths) === null) {
    throw new LauncherError('Atelier is not running: start it with ./atelier up --detach');
  }
  const env = ownEnvironment({
    context: setupContext(paths, settings, variables),
    secrets: loadSecrets(paths.secrets),
    ports: await knownPorts(paths.ports),
  });
  process.stdout.write(await runCli(setupContext(paths, settings, variables), env, args));
  return 0;
}
