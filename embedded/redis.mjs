/** Redis of the single machine: append-only file, no eviction, loopback, with a password. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { answers, startService } from './service.mjs';

/**
 * @typedef {object} RedisOptions
 * @property {string} dataDir
 * @property {number} port
 * @property {string} password hex or base64url: it stands in a URL and in a configuration file
 * @property {Record<string, string>} env
 * @property {string} [command] default `redis-server`
 */

/**
 * What clients connect to.
 * @param {Pick<RedisOptions, 'port' | 'password'>} options
 */
export function redisUrl({ port, password }) {
  return `redis://:${password}@127.0.0.1:${port}/0`;
}

/**
 * Writes the configuration and says how to run it. The password is in a file of mode 600, never in
 * the arguments, which every user of the machine can read.
 * @param {RedisOptions} options
 * @returns {Promise<import('./service.mjs').ServiceSpec>}
 */
export async function redisService({ dataDir, port, password, env, command = 'redis-server' }) {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const configuration = path.join(dataDir, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(dataDir)}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    // The queue lives here: a full memory must refuse writes, not throw jobs away.
    'maxmemory-policy noeviction',
    'daemonize no',
    'logfile ""',
    '',
  ];
  await writeFile(configuration, lines.join('\n'), { mode: 0o600 });
  const auth = `AUTH ${password}\r\nPING\r\n`;
  return {
    name: 'redis',
    command,
    args: [configuration],
    env,
    port,
    url: redisUrl({ port, password }),
    // While it loads its file, PING is answered with -LOADING.
    ready: () => answers(port, auth, '+OK\r\n+PONG'),
  };
}

/**
 * Starts Redis and waits until it answers.
 * @param {RedisOptions} options
 */
export async function startRedis(options) {
  return startService(await redisService(options));
}
