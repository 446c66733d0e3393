/**
 * The launcher's only reader of the environment. Variables of `lib/kernel/env.ts` are passed to the
 * processes as they are; here only those are looked at that decide what is set up and started.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_DIR = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export const DEFAULT_PORT = 8880;

/**
 * @typedef {Record<string, string | undefined>} Variables
 */

/**
 * @typedef {object} Settings
 * @property {string} dataDir absolute
 * @property {string} host
 * @property {number} port
 * @property {boolean} ownDatabase whether the database is ours to start
 * @property {boolean} ownRedis
 * @property {boolean} ownObjectStore
 * @property {string} adminEmail of the first admin
 * @property {number} readyTimeoutMs
 */

/** How long `up` waits for web and worker; a real ComfyUI on a slow disk takes a minute. */
const READY_TIMEOUT_MS = 180_000;

/** A copy of the whole environment, without names whose value is empty. @returns {Variables} */
export function readVariables() {
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
}

/**
 * @param {Variables} variables
 * @param {{ host?: string | undefined, port?: number | undefined }} [options] the command line wins
 * @returns {Settings}
 */
export function readSettings(variables, options = {}) {
  const dataDir = path.resolve(PROJECT_DIR, variables['ATELIER_DATA_DIR'] ?? 'data');
  return {
    dataDir,
    host: options.host ?? variables['HOST'] ?? '127.0.0.1',
    port: options.port ?? (Number(variables['PORT']) || DEFAULT_PORT),
    ownDatabase: variables['MONGODB_URI'] === undefined,
    ownRedis: variables['REDIS_URL'] === undefined,
    ownObjectStore: variables['S3_ENDPOINT'] === undefined,
    adminEmail: variables['ATELIER_ADMIN_EMAIL'] ?? 'admin@atelier.local',
    readyTimeoutMs: Number(variables['ATELIER_READY_TIMEOUT_MS']) || READY_TIMEOUT_MS,
  };
}

/**
 * Variables for a child process: changes on top, undefined removes.
 * @param {Variables} variables
 * @param {Variables} changes
 * @returns {Record<string, string>}
 */
export function mergeVariables(variables, changes) {
  /** @type {Record<string, string>} */
  const merged = {};
  for (const [name, value] of Object.entries({ ...variables, ...changes })) {
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}
