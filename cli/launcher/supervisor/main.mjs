/** The background process of `up --detach`: the supervisor, which reports to its parent until it is ready. */
import { readSettings, readVariables } from '../environment.mjs';
import { LauncherError, oneLine } from '../errors.mjs';
import { dataPaths } from '../paths.mjs';
import { remoteProgress } from '../progress.mjs';
import { setupContext } from '../setup/set-up.mjs';
import { createSupervisor } from './supervisor.mjs';

const [host, port] = process.argv.slice(2);
const variables = readVariables();
const settings = readSettings(variables, { host, port: Number(port) });
const context = setupContext(dataPaths(settings.dataDir), settings, variables);
const supervisor = createSupervisor(context, remoteProgress(tell));

/** @param {object} message */
function tell(message) {
  if (process.connected) process.send?.(message);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => void supervisor.stop().then(() => process.exit(0)));
}
try {
  const started = await supervisor.start();
  tell({ started });
  if (process.connected) process.disconnect();
} catch (error) {
  tell({ failure: oneLine(error), exitCode: error instanceof LauncherError ? error.exitCode : 1 });
  if (process.connected) process.disconnect();
  process.exitCode = 1;
}
