/** The S3 server of the single machine: versitygw over a plain directory, on loopback. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { answers, startService } from './service.mjs';

/**
 * @typedef {object} ObjectStoreOptions
 * @property {string} command path of versitygw
 * @property {string} dataDir holds `objects/<bucket>/…` and, where needed, `metadata/`
 * @property {number} port
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {Record<string, string>} env
 */

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

/** What clients connect to. @param {number} port */
export function objectStoreUrl(port) {
  return `http://127.0.0.1:${port}`;
}

/**
 * Says how to run it. Keys travel in the environment, not in the arguments.
 * @param {ObjectStoreOptions} options
 * @returns {Promise<import('./service.mjs').ServiceSpec>}
 */
export async function objectStoreService(options) {
  const { command, dataDir, port, accessKeyId, secretAccessKey } = options;
  const root = path.join(dataDir, 'objects');
  await mkdir(root, { recursive: true, mode: 0o700 });
  const env = {
    ...options.env,
    ROOT_ACCESS_KEY_ID: accessKeyId,
    ROOT_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const base = ['--port', `127.0.0.1:${port}`, '--quiet', '--keep-alive', 'posix'];
  const kind = await metadataKind(dataDir, () =>
    refusesXattrs(command, [...base, root], env, port),
  );
  const sidecar = path.join(dataDir, 'metadata');
  if (kind === 'sidecar') await mkdir(sidecar, { recursive: true, mode: 0o700 });
  return {
    name: 'object-store',
    command,
    args: [...base, ...(kind === 'sidecar' ? ['--sidecar', sidecar] : []), root],
    env,
    port,
    url: objectStoreUrl(port),
    ready: () => answers(port, REQUEST, 'HTTP/1.1 '),
  };
}

/**
 * Where the metadata of objects lies: decided at the first start and kept, since the two do not
 * see each other's objects.
 * @param {string} dataDir
 * @param {() => Promise<boolean>} refuses
 */
async function metadataKind(dataDir, refuses) {
  const file = path.join(dataDir, 'metadata-kind');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known === 'xattr' || known === 'sidecar') return known;
  const kind = (await refuses()) ? 'sidecar' : 'xattr';
  await writeFile(file, kind, { mode: 0o600 });
  return kind;
}

/**
 * Runs the server once: it checks at start whether the file system keeps extended attributes.
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function refusesXattrs(command, args, env, port) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: /** @type {NodeJS.ProcessEnv} */ (env),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let output = '';
    child.stderr.on('data', (/** @type {Buffer} */ data) => (output += data.toString()));
    const poll = setInterval(() => {
      void answers(port, REQUEST, 'HTTP/1.1 ').then((up) => up && child.kill('SIGTERM'));
    }, 25);
    child.once('error', (/** @type {Error} */ error) => {
      clearInterval(poll);
      reject(error);
    });
    child.once('close', (code) => {
      clearInterval(poll);
      resolve(code !== 0 && /xattr/i.test(output));
    });
  });
}

/**
 * Starts the S3 server and waits until it answers.
 * @param {ObjectStoreOptions} options
 */
export async function startObjectStore(options) {
  return startService(await objectStoreService(options));
}
