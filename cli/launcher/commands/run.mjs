/** `up`, `down`, `restart`. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { isPortFree } from '../../../embedded/ports.mjs';
import { mergeVariables, readSettings, readVariables } from '../environment.mjs';
import { LauncherError } from '../errors.mjs';
import { lockHolder } from '../lock.mjs';
import { dataPaths, prepareDataFolder } from '../paths.mjs';
import { endMarked, isRunning, sendSignal, waitUntil } from '../processes.mjs';
import { createProgress, showRemote } from '../progress.mjs';
import { setUp, setupContext, stepsToRun } from '../setup/set-up.mjs';
import { MARK } from '../supervisor/managed-process.mjs';
import { readState, removeState } from '../supervisor/state.mjs';
import { createSupervisor, runningState } from '../supervisor/supervisor.mjs';

/** @typedef {{ host?: string | undefined, port?: number | undefined, detach?: boolean }} UpOptions */

const STOP_TIMEOUT_MS = 60_000;

/**
 * @param {UpOptions} options
 * @returns {Promise<number>} exit code
 */
export async function up(options) {
  const variables = readVariables();
  const settings = readSettings(variables, options);
  const paths = dataPaths(settings.dataDir);
  prepareDataFolder(paths);
  const running = runningState(paths);
  if (running !== null) {
    console.log(`Atelier already runs: ${running.url} (process ${running.pid}, ${running.phase})`);
    return 0;
  }
  await requirePort(settings, paths);
  const progress = createProgress(process.stdout);
  const context = setupContext(paths, settings, variables);
  const ran = await setUp(stepsToRun(settings, variables), context, progress);
  if (ran === 0) progress.say('Set-up: everything is in place.');
  if (options.detach === true) {
    const started = await startDetached(settings, variables, progress);
    announce(started);
    return 0;
  }
  return runForeground(createSupervisor(context, progress));
}

/**
 * Before minutes of set-up, not after them.
 * @param {import('../environment.mjs').Settings} settings
 * @param {import('../paths.mjs').DataPaths} paths
 */
async function requirePort({ host, port }, paths) {
  // A start that was killed may have left a web process of ours on the port.
  const old = readState(paths.state);
  if (old !== null) await endMarked(MARK, old.instance, 10_000);
  if (await isPortFree(port, host)) return;
  throw new LauncherError(
    `port ${port} on ${host} is in use or not allowed: choose another with ./atelier up --port N, or stop what listens there`,
  );
}

/**
 * @param {ReturnType<typeof createSupervisor>} supervisor
 * @returns {Promise<number>}
 */
async function runForeground(supervisor) {
  /** @type {Promise<number>} */
  const stopped = new Promise((resolve) => {
    let asked = false;
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        if (asked) return;
        asked = true;
        console.log('Stopping…');
        void supervisor.stop().then(() => resolve(0));
      });
    }
  });
  const started = await Promise.race([supervisor.start(), stopped]);
  if (typeof started === 'number') return started;
  announce(started);
  console.log('Ctrl-C stops it.');
  return stopped;
}

/**
 * @param {import('../environment.mjs').Settings} settings
 * @param {import('../environment.mjs').Variables} variables
 * @param {import('../progress.mjs').Progress} progress
 * @returns {Promise<import('../supervisor/supervisor.mjs').Started>}
 */
function startDetached(settings, variables, progress) {
  const script = fileURLToPath(new URL('../supervisor/main.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, settings.host, String(settings.port)], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: /** @type {NodeJS.ProcessEnv} */ (mergeVariables(variables, {})),
  });
  const show = showRemote(progress);
  const interrupt = () => child.kill('SIGTERM');
  process.on('SIGINT', interrupt);
  return new Promise((resolve, reject) => {
    child.on('message', (/** @type {any} */ message) => {
      show(message);
      if (message.failure !== undefined)
        reject(new LauncherError(message.failure, message.exitCode));
      if (message.started !== undefined) {
        process.off('SIGINT', interrupt);
        child.unref();
        if (child.connected) child.disconnect();
        resolve(message.started);
      }
    });
    child.once('exit', () => reject(new LauncherError('the start was broken off')));
  });
}

/** @param {import('../supervisor/supervisor.mjs').Started} started */
function announce({ url, firstAdmin }) {
  console.log(`\nAtelier is ready: ${url}`);
  if (firstAdmin === null) return;
  console.log(`First admin:       ${firstAdmin.email}`);
  console.log(`One-time password: ${firstAdmin.oneTimePassword}   (shown only now)`);
}

/** @returns {Promise<number>} exit code */
export async function down() {
  const paths = dataPaths(readSettings(readVariables()).dataDir);
  const holder = lockHolder(paths.supervisorLock);
  const state = readState(paths.state);
  if (holder !== null) {
    sendSignal(holder.pid, 'SIGTERM');
    if (!(await waitUntil(() => !isRunning(holder), STOP_TIMEOUT_MS))) {
      sendSignal(holder.pid, 'SIGKILL');
      await waitUntil(() => !isRunning(holder), 2_000);
    }
  }
  const left = state === null ? 0 : await endMarked(MARK, state.instance, 10_000);
  removeState(paths.state);
  rmSync(paths.supervisorLock, { force: true });
  console.log(holder === null && left === 0 ? 'Atelier is not running.' : 'Atelier is stopped.');
  return 0;
}

/**
 * @param {UpOptions} options
 * @returns {Promise<number>}
 */
export async function restart(options) {
  const paths = dataPaths(readSettings(readVariables()).dataDir);
  const old = runningState(paths);
  await down();
  return up({
    host: options.host ?? old?.host,
    port: options.port ?? old?.port,
    detach: true,
  });
}
