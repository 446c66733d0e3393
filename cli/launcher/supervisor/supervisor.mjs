/** Starts everything in order, keeps it running, and stops it without leaving a process behind. */
import { randomBytes } from 'node:crypto';

import { LauncherError, oneLine } from '../errors.mjs';
import { lockHolder, releaseLock, takeLock } from '../lock.mjs';
import { endMarked } from '../processes.mjs';
import { loadSecrets } from '../secrets.mjs';
import { awaitAnswer, createFleet, deathOf } from './fleet.mjs';
import { MARK } from './managed-process.mjs';
import { addressOf, becomesReady, isReady } from './readiness.mjs';
import { openRotatingLog } from './rotating-log.mjs';
import { runCli } from './run-cli.mjs';
import { choosePorts, ownEnvironment, ownProcesses, ownServices } from './specs.mjs';
import { readState, removeState, writeState } from './state.mjs';

/** @typedef {import('../setup/plan.mjs').SetupContext} SetupContext */
/** @typedef {import('../progress.mjs').Progress} Progress */
/** @typedef {ReturnType<typeof createFleet>} Fleet */

/**
 * @typedef {object} Started
 * @property {string} url
 * @property {{ email: string, oneTimePassword: string } | null} firstAdmin on the first start only
 */

const SERVICE_TIMEOUT_MS = 30_000;
const LEFTOVER_GRACE_MS = 3_000;
const CRASH_GRACE_MS = 10_000;

/**
 * @param {SetupContext} context
 * @param {Progress} progress
 */
export function createSupervisor(context, progress) {
  const { paths, settings } = context;
  const log = openRotatingLog(`${paths.logs}/supervisor.log`);
  const state = newState(settings);
  /** Ends a start: a process died, or somebody wants to stop. */
  const halt = new AbortController();
  /** @type {Promise<void> | undefined} */
  let stopping;

  const save = () => {
    state.processes = [...services.facts(), ...own.facts()];
    writeState(paths.state, state);
  };
  const fleet = () =>
    createFleet({
      logDir: paths.logs,
      instance: state.instance,
      onChange: save,
      onDeath(managed) {
        const { name, lastExit } = managed.facts;
        log.write(`${name} died (${lastExit ?? 'unknown'}) and is started again\n`);
        if (state.phase === 'starting') halt.abort(deathOf(managed));
      },
    });
  const services = fleet();
  const own = fleet();

  const start = async () => {
    await cleanUpAfterCrash(paths);
    save();
    const started = await startAll(context, progress, { services, own }, halt.signal);
    halt.signal.throwIfAborted();
    state.phase = 'ready';
    state.readyAt = Date.now();
    save();
    log.write(`ready at ${started.url}\n`);
    return started;
  };

  const stop = async () => {
    halt.abort(new LauncherError('the start was broken off'));
    state.phase = 'stopping';
    save();
    await own.stop();
    await services.stop();
    await endMarked(MARK, state.instance, LEFTOVER_GRACE_MS);
    log.write('stopped\n');
    log.close();
    removeState(paths.state);
    releaseLock(paths.supervisorLock);
  };

  return {
    /** @returns {Promise<Started>} @throws LauncherError after stopping what had been started */
    async start() {
      const holder = takeLock(paths.supervisorLock);
      if (holder !== null) throw new LauncherError(`Atelier already runs (process ${holder.pid})`);
      try {
        return await start();
      } catch (error) {
        log.write(`start failed: ${oneLine(error)}\n`);
        stopping ??= stop();
        await stopping;
        throw error;
      }
    },
    /** @returns {Promise<void>} */
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

/**
 * @param {import('../environment.mjs').Settings} settings
 * @returns {import('./state.mjs').SupervisorState}
 */
function newState(settings) {
  return {
    instance: randomBytes(12).toString('hex'),
    pid: process.pid,
    url: addressOf(settings),
    host: settings.host,
    port: settings.port,
    phase: 'starting',
    startedAt: Date.now(),
    readyAt: null,
    processes: [],
  };
}

/**
 * @param {SetupContext} context
 * @param {Progress} progress
 * @param {{ services: Fleet, own: Fleet }} fleets
 * @param {AbortSignal} signal
 * @returns {Promise<Started>}
 */
async function startAll(context, progress, { services, own }, signal) {
  const { paths, settings } = context;
  const url = addressOf(settings);
  const secrets = loadSecrets(paths.secrets);
  const installation = { context, secrets, ports: await choosePorts(paths) };
  const env = ownEnvironment(installation);
  const specs = await ownServices(installation);
  const names = specs.map(({ name }) => name).join(', ') || 'all are given';
  await step(progress, signal, 'Start services', names, async () => {
    const added = specs.map((spec) => ({ spec, managed: services.add(spec, spec.ready) }));
    const answers = added.map(({ spec, managed }) =>
      awaitAnswer(managed, spec.ready, SERVICE_TIMEOUT_MS, signal),
    );
    await Promise.all(answers);
  });
  const firstAdmin = await step(
    progress,
    signal,
    'Prepare the database',
    'indexes, first admin',
    async () => {
      await runCli(context, env, ['migrate']);
      const output = await runCli(context, env, ['ensure-admin', settings.adminEmail, '--json']);
      return /** @type {Started['firstAdmin']} */ (JSON.parse(output));
    },
  );
  await step(progress, signal, 'Start Atelier', 'web, worker, janitor', async () => {
    for (const spec of ownProcesses(context, env)) {
      own.add(spec, spec.name === 'web' ? () => isReady(url) : () => Promise.resolve(true));
    }
    await becomesReady(url, settings.readyTimeoutMs, paths.logs, signal);
    own.markRunning();
  });
  return { url, firstAdmin };
}

/**
 * @template Result
 * @param {Progress} progress
 * @param {AbortSignal} signal
 * @param {string} title
 * @param {string} reason
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function step(progress, signal, title, reason, work) {
  signal.throwIfAborted();
  const display = progress.begin(title, reason);
  try {
    const result = await work();
    display.done();
    return result;
  } catch (error) {
    display.failed();
    throw error;
  }
}

/**
 * A supervisor that was killed leaves its processes; they hold ports and files.
 * @param {import('../paths.mjs').DataPaths} paths
 */
async function cleanUpAfterCrash(paths) {
  const old = readState(paths.state);
  if (old !== null) await endMarked(MARK, old.instance, CRASH_GRACE_MS);
}

/**
 * The running supervisor's facts, or null.
 * @param {import('../paths.mjs').DataPaths} paths
 */
export function runningState(paths) {
  return lockHolder(paths.supervisorLock) === null ? null : readState(paths.state);
}
