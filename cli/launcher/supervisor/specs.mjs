/** Which processes run, and with which environment. */
import path from 'node:path';

import { databaseService, databaseUrl } from '../../../embedded/database.mjs';
import { objectStoreService, objectStoreUrl } from '../../../embedded/object-store.mjs';
import { rememberedPorts } from '../../../embedded/ports.mjs';
import { redisService, redisUrl } from '../../../embedded/redis.mjs';
import { mergeVariables } from '../environment.mjs';
import { nodeFlags } from '../node-flags.mjs';
import { findProgram } from '../processes.mjs';
import { databaseServer } from '../setup/services.mjs';

/** The services that may be ours. */
const SERVICES = ['redis', 'object-store', 'database'];

/**
 * @typedef {object} Installation
 * @property {import('../setup/plan.mjs').SetupContext} context
 * @property {import('../secrets.mjs').Secrets} secrets
 * @property {Record<string, number>} ports of our services
 */

/**
 * Ports for a start: those of the last start where they are free.
 * @param {import('../paths.mjs').DataPaths} paths
 */
export function choosePorts(paths) {
  return rememberedPorts(paths.ports, SERVICES);
}

/**
 * The environment of our own processes: the caller's, and the addresses and keys of our services.
 * @param {Installation} installation
 * @returns {Record<string, string>}
 */
export function ownEnvironment({ context, secrets, ports }) {
  const { settings, paths, env } = context;
  const port = (/** @type {string} */ name) => ports[name] ?? 0;
  return mergeVariables(env, {
    NODE_ENV: 'production',
    ATELIER_DATA_DIR: paths.dataDir,
    EDITOR_DIR: env['EDITOR_DIR'] ?? paths.editorStatic,
    HOST: settings.host,
    PORT: String(settings.port),
    AUTH_SECRETS: env['AUTH_SECRETS'] ?? secrets.authSecrets,
    ...(settings.ownRedis && {
      REDIS_URL: redisUrl({ port: port('redis'), password: secrets.redisPassword }),
    }),
    ...(settings.ownObjectStore && {
      S3_ENDPOINT: objectStoreUrl(port('object-store')),
      S3_ACCESS_KEY_ID: secrets.s3AccessKeyId,
      S3_SECRET_ACCESS_KEY: secrets.s3SecretAccessKey,
    }),
    ...(settings.ownDatabase && { MONGODB_URI: databaseUrl(port('database')) }),
  });
}

/**
 * The services to start: those that are not given from outside.
 * @param {Installation} installation
 * @returns {Promise<import('../../../embedded/service.mjs').ServiceSpec[]>}
 */
export async function ownServices({ context, secrets, ports }) {
  const { settings, paths, env } = context;
  const port = (/** @type {string} */ name) => ports[name] ?? 0;
  return Promise.all([
    ...(settings.ownRedis
      ? [
          redisService({
            dataDir: paths.redis,
            port: port('redis'),
            password: secrets.redisPassword,
            command: findProgram('redis-server', env['PATH']) ?? 'redis-server',
            env,
          }),
        ]
      : []),
    ...(settings.ownObjectStore
      ? [
          objectStoreService({
            command: paths.versitygw,
            dataDir: paths.objectStore,
            port: port('object-store'),
            accessKeyId: secrets.s3AccessKeyId,
            secretAccessKey: secrets.s3SecretAccessKey,
            env,
          }),
        ]
      : []),
    ...(settings.ownDatabase
      ? [
          databaseService({
            server: databaseServer(paths, env['PATH']),
            dataDir: paths.database,
            port: port('database'),
            env,
          }),
        ]
      : []),
  ]);
}

/**
 * Our own processes, in the order of their start.
 * @param {import('../setup/plan.mjs').SetupContext} context
 * @param {Record<string, string>} env
 * @returns {import('./managed-process.mjs').ProcessSpec[]}
 */
export function ownProcesses({ node, projectDir, settings }, env) {
  const spec = (/** @type {string} */ name, /** @type {string} */ bundle) => ({
    name,
    command: node,
    args: [...nodeFlags(bundle), path.join('dist', bundle)],
    env,
    cwd: projectDir,
  });
  return [
    { ...spec('web', 'server.js'), port: settings.port },
    spec('worker', 'worker.js'),
    spec('janitor', 'janitor.js'),
  ];
}
