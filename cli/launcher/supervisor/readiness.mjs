/** Asking the web process whether all of Atelier is ready. */
import { setTimeout as delay } from 'node:timers/promises';

import { LauncherError, oneLine } from '../errors.mjs';

/** The address that a person on this machine types. @param {{ host: string, port: number }} settings */
export function addressOf({ host, port }) {
  const everywhere = host === '0.0.0.0' || host === '::';
  return `http://${everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** @param {string} url */
export async function isReady(url) {
  return (await askReadiness(url)) === 'ready';
}

/**
 * @param {string} url
 * @returns {Promise<string>} `ready`, or what is not
 */
async function askReadiness(url) {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    if (response.status !== 200) return `${response.status} ${text.slice(0, 300)}`;
    // Web itself is ready without a runner; an installation is not.
    const { ready } = JSON.parse(text).checks.slots;
    return ready > 0 ? 'ready' : 'no runner is ready yet';
  } catch {
    return 'no answer yet';
  }
}

/**
 * @param {string} url
 * @param {number} timeoutMs
 * @param {string} logs named in the error
 * @param {AbortSignal} signal
 */
export async function becomesReady(url, timeoutMs, logs, signal) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await askReadiness(url);
    if (answer === 'ready') return;
    signal.throwIfAborted();
    if (Date.now() > deadline) {
      throw new LauncherError(
        `not ready after ${Math.round(timeoutMs / 1000)} s: ${oneLine(answer)} (logs: ${logs})`,
      );
    }
    await delay(100);
  }
}
