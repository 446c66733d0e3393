/**
 * What an embedded service is: a command, and a check that it answers. The launcher supervises
 * these as processes; tests and benches start and stop them directly with `startService`.
 */
import { spawn } from 'node:child_process';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @typedef {object} ServiceSpec
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {Record<string, string>} env complete environment of the process
 * @property {number} port on 127.0.0.1
 * @property {string} url what clients connect to; may hold a password
 * @property {() => Promise<boolean>} ready whether it answers now; never throws
 */

/**
 * @typedef {object} RunningService
 * @property {string} name
 * @property {string} url
 * @property {number} port
 * @property {number} pid
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop SIGTERM unless told, then SIGKILL after 10 s
 */

const READY_TIMEOUT_MS = 30_000;
const READY_POLL_MS = 25;
const STOP_TIMEOUT_MS = 10_000;
const PROBE_TIMEOUT_MS = 1_000;
const OUTPUT_KEPT = 4_000;

/**
 * Starts a service and waits until it answers.
 * @param {ServiceSpec} spec
 * @returns {Promise<RunningService>}
 * @throws when it ends first or does not answer in 30 s, with its last output
 */
export async function startService(spec) {
  const child = spawn(spec.command, spec.args, {
    env: /** @type {NodeJS.ProcessEnv} */ (spec.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (/** @type {string} */ text) => {
      output = (output + text).slice(-OUTPUT_KEPT);
    });
  }
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(`ended with ${signal ?? `code ${code ?? '?'}`}`));
  });
  const reason = await Promise.race([ended, becomesReady(spec)]);
  if (reason !== 'ready') {
    child.kill('SIGKILL');
    throw new Error(`${spec.name} did not start: ${reason}. ${output.trim()}`);
  }
  return {
    name: spec.name,
    url: spec.url,
    port: spec.port,
    pid: child.pid ?? 0,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const limit = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(limit);
    },
  };
}

/** @param {ServiceSpec} spec */
async function becomesReady(spec) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (await spec.ready()) return 'ready';
    await delay(READY_POLL_MS);
  }
  return `no answer on port ${spec.port} within ${READY_TIMEOUT_MS / 1000} s`;
}

/**
 * Sends `request` on a new connection to 127.0.0.1 and says whether the answer begins with `expected`.
 * An empty request asks only whether something accepts.
 * @param {number} port
 * @param {string} [request]
 * @param {string} [expected]
 * @returns {Promise<boolean>}
 */
export function answers(port, request = '', expected = '') {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    let received = '';
    const finish = (/** @type {boolean} */ result) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
    socket.once('connect', () => {
      if (request === '') finish(true);
      else socket.write(request);
    });
    socket.on('data', (data) => {
      received += data.toString('latin1');
      if (received.length >= expected.length) finish(received.startsWith(expected));
    });
  });
}
