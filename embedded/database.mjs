/**
 * The MongoDB-compatible database of the single machine: a `mongod` when there is one, else
 * mongo-java-server over an H2 file with durable commits (`mongo/DurableBackend.java`).
 * A mongod fetched by another package at run time is not used: its download is out of reach on many
 * machines, and which database holds the data must not depend on that.
 */
import { mkdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import path from 'node:path';

import { answers, startService } from './service.mjs';

/**
 * @typedef {object} DatabaseOptions
 * @property {{ kind: 'mongod', command: string } | { kind: 'java', command: string, classPath: string }} server
 * @property {string} dataDir
 * @property {number} port
 * @property {Record<string, string>} env
 */

const MIB = 1024 * 1024;
/** Indexes are held in memory: 100,000 results with long prompts need about 600 MiB of them. */
const HEAP_MIB = Math.round(Math.min(4_096, Math.max(512, totalmem() / MIB / 8)));

/** Small and quick to start: the data lies in the file; memory grows with what is stored, up to its bound. */
const JAVA_OPTIONS = [
  '-Xms128m',
  '-Xmn64m',
  `-Xmx${HEAP_MIB}m`,
  '-XX:+UseSerialGC',
  // What the second compiler gains later, it takes from everybody's processors for minutes first.
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Dslf4j.internal.verbosity=ERROR',
  '-Dio.netty.leakDetection.level=disabled',
];

/** What clients connect to. @param {number} port */
export function databaseUrl(port) {
  return `mongodb://127.0.0.1:${port}/`;
}

/**
 * @param {DatabaseOptions} options
 * @returns {Promise<import('./service.mjs').ServiceSpec>}
 */
export async function databaseService({ server, dataDir, port, env }) {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const mongod = ['--dbpath', dataDir, '--port', String(port), '--bind_ip', '127.0.0.1'];
  const file = path.join(dataDir, 'atelier.mv.db');
  return {
    name: 'database',
    command: server.command,
    args:
      server.kind === 'mongod'
        ? mongod
        : [...JAVA_OPTIONS, '-cp', server.classPath, 'EmbeddedDatabase', file, String(port)],
    env,
    port,
    url: databaseUrl(port),
    ready: () => answers(port),
  };
}

/**
 * Starts the database and waits until it answers.
 * @param {DatabaseOptions} options
 */
export async function startDatabase(options) {
  return startService(await databaseService(options));
}
