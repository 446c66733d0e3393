/** Starts everything in order, keeps it running, and stops it without leaving a process behind. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { LauncherError, oneLine } from '../errors.mjs';
import { lockHolder, releaseLock, takeLock } from '../lock.mjs';
import { endMarked } from '../processes.mjs';
import { loadSecrets } from '../secrets.mjs';
import { createManagedProcess, MARK } from './managed-process.mjs';
import { addressOf, becomesReady, isReady } from './readiness.mjs';
import { openRotatingLog } from './rotating-log.mjs';
import { runCli } from './run-cli.mjs';
import { choosePorts, ownEnvironment, ownProcesses, ownServices } from './specs.mjs';
import { readState, removeState, writeState } from './state.mjs';

/** @typedef {import('./managed-process.mjs').ManagedProcess} ManagedProcess */
/** @typedef {import('../../../embedded/service.mjs').ServiceSpec} ServiceSpec */

/**
 * @typedef {object} Started
 * @property {string} url
 * @property {{ email: string, oneTimePassword: string } | null} firstAdmin on the first start only
 */

const SERVICE_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/**
 * @param {import('../setup/plan.mjs').SetupContext} context
 * @param {import('../progress.mjs').Progress} progress
 */
export function createSupervisor(context, progress) {
  const { paths, settings } = context;
  const instance = randomBytes(12).toString('hex');
  const url = addressOf(settings);
  /** @type {import('./state.mjs').SupervisorState} */
  const state = {
    instance,
    pid: process.pid,
    url,
    host: settings.host,
    port: settings.port,
    phase: 'starting',
    startedAt: Date.now(),
    readyAt: null,
    processes: [],
  };
  /** @type {ManagedProcess[]} */
  const services = [];
  /** @type {ManagedProcess[]} */
  const own = [];
  /** @type {(error: LauncherError) => void} */
  let failStart = () => undefined;
  /** @type {Promise<never>} */
  const failedStart = new Promise((_, reject) => (failStart = reject));
  failedStart.catch(() => undefined);
  /** @type {Promise<void> | undefined} */
  let stopping;
  const log = openRotatingLog(`${paths.logs}/supervisor.log`);

  const save = () => {
    state.processes = [...services, ...own].map(({ facts }) => facts);
    writeState(paths.state, state);
  };
  const manage = (
    /** @type {ManagedProcess[]} */ list,
    /** @type {import('./managed-process.mjs').ProcessSpec} */ spec,
  ) => {
    const managed = createManagedProcess(spec, {
      logDir: paths.logs,
      instance,
      onChange: save,
      onDeath(name) {
        log.write(`${name} died (${managed.facts.lastExit ?? ''}) and is started again\n`);
        if (state.phase === 'starting') failStart(deathOf(managed));
      },
    });
    list.push(managed);
    managed.start();
    return managed;
  };

  const startServices = async (/** @type {ServiceSpec[]} */ specs) => {
    const waits = specs.map(async (spec) => {
      const managed = manage(services, spec);
      const deadline = Date.now() + SERVICE_TIMEOUT_MS;
      while (!(await spec.ready())) {
        if (Date.now() > deadline)
          throw new LauncherError(`${spec.name} does not answer: ${managed.logFile}`);
        await delay(POLL_MS);
      }
      managed.markRunning();
      keepWatch(managed, spec.ready);
    });
    await Promise.race([Promise.all(waits), failedStart]);
  };
  /** After a restart, `status` says running only when the service answers again. */
  const keepWatch = (
    /** @type {ManagedProcess} */ managed,
    /** @type {() => Promise<boolean>} */ ready,
  ) => {
    const timer = setInterval(() => {
      if (managed.facts.state !== 'starting') return;
      void ready().then((up) => up && managed.markRunning());
    }, 500);
    timer.unref();
  };

  const start = async () => {
    await cleanUpAfterCrash(paths);
    save();
    const secrets = loadSecrets(paths.secrets);
    const installation = { context, secrets, ports: await choosePorts(paths) };
    const env = ownEnvironment(installation);
    const specs = await ownServices(installation);
    await step(progress, 'Start services', reasonOf(specs), () => startServices(specs));
    const firstAdmin = await step(
      progress,
      'Prepare the database',
      'indexes, first admin',
      async () => {
        await runCli(context, env, ['migrate']);
        const output = await runCli(context, env, ['ensure-admin', settings.adminEmail, '--json']);
        return /** @type {Started['firstAdmin']} */ (JSON.parse(output));
      },
    );
    await step(progress, 'Start Atelier', 'web, worker, janitor', async () => {
      for (const spec of ownProcesses(context, env)) {
        const managed = manage(own, spec);
        keepWatch(managed, spec.name === 'web' ? () => isReady(url) : () => Promise.resolve(true));
      }
      await Promise.race([becomesReady(url, settings.readyTimeoutMs, paths.logs), failedStart]);
      for (const managed of own) managed.markRunning();
    });
    state.phase = 'ready';
    state.readyAt = Date.now();
    save();
    log.write(`ready at ${url}\n`);
    return /** @type {Started} */ ({ url, firstAdmin });
  };

  const stop = async () => {
    state.phase = 'stopping';
    save();
    await Promise.all(own.map((managed) => managed.stop()));
    await Promise.all(services.map((managed) => managed.stop()));
    await endMarked(MARK, instance, 3_000);
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
 * @template Result
 * @param {import('../progress.mjs').Progress} progress
 * @param {string} title
 * @param {string} reason
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function step(progress, title, reason, work) {
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

/** @param {ServiceSpec[]} specs */
function reasonOf(specs) {
  return specs.length === 0 ? 'all are given' : specs.map(({ name }) => name).join(', ');
}

/**
 * A supervisor that was killed leaves its processes; they hold ports and files.
 * @param {import('../paths.mjs').DataPaths} paths
 */
async function cleanUpAfterCrash(paths) {
  const old = readState(paths.state);
  if (old !== null) await endMarked(MARK, old.instance, 10_000);
}

/** @param {ManagedProcess} managed */
function deathOf({ facts, logFile, lastLine }) {
  return new LauncherError(
    `${facts.name} ended while starting (${facts.lastExit ?? 'unknown'}): ${lastLine() || 'it said nothing'} (log: ${logFile})`,
  );
}

/**
 * The running supervisor's facts, or null.
 * @param {import('../paths.mjs').DataPaths} paths
 */
export function runningState(paths) {
  return lockHolder(paths.supervisorLock) === null ? null : readState(paths.state);
}
