/** Where things lie under the data folder, in one place. */
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';

export const EDITOR_VERSION = '1.58.1';

/**
 * @param {string} dataDir absolute
 */
export function dataPaths(dataDir) {
  const at = (/** @type {string[]} */ ...parts) => path.join(dataDir, ...parts);
  return {
    dataDir,
    toolchain: at('toolchain'),
    nodePackage: at('toolchain', 'node'),
    versitygw: at('toolchain', 'bin', 'versitygw'),
    databaseJars: at('toolchain', 'database', 'lib'),
    databaseClasses: at('toolchain', 'database', 'classes'),
    pythonTests: at('toolchain', 'python-tests'),
    stamps: at('toolchain', 'stamps'),
    editor: at('editor', EDITOR_VERSION),
    editorStatic: at('editor', EDITOR_VERSION, 'static'),
    logs: at('logs'),
    state: at('run', 'state.json'),
    supervisorLock: at('run', 'supervisor.lock'),
    setupLock: at('run', 'set-up.lock'),
    ports: at('run', 'ports.json'),
    secrets: at('secrets.json'),
    setupLog: at('set-up.jsonl'),
    reports: at('test-reports'),
    redis: at('redis'),
    objectStore: at('s3'),
    database: at('database'),
  };
}

/** @typedef {ReturnType<typeof dataPaths>} DataPaths */

/**
 * Makes the data folder, for this user only: it holds pictures, secrets and databases.
 * @param {DataPaths} paths
 */
export function prepareDataFolder(paths) {
  mkdirSync(paths.dataDir, { recursive: true, mode: 0o700 });
  chmodSync(paths.dataDir, 0o700);
  for (const folder of [paths.logs, path.dirname(paths.state)]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}
