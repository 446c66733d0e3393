/** Real services for tests and benches, on free ports, with their data in a folder that is removed. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { mergeVariables, readSettings, readVariables } from '@/cli/launcher/environment.mjs';
import { dataPaths } from '@/cli/launcher/paths.mjs';
import { findProgram } from '@/cli/launcher/processes.mjs';
import { databaseServer } from '@/cli/launcher/setup/services.mjs';
import { startDatabase } from '@/embedded/database.mjs';
import { startObjectStore } from '@/embedded/object-store.mjs';
import { freePort } from '@/embedded/ports.mjs';
import { startRedis } from '@/embedded/redis.mjs';

/** What a stack or a test needs to reach the services. Plain data: it crosses process borders. */
export interface ServiceAddresses {
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly s3Endpoint: string;
  readonly s3AccessKeyId: string;
  readonly s3SecretAccessKey: string;
}

export interface TestServices extends ServiceAddresses {
  readonly stop: () => Promise<void>;
}

export const PASSWORD = 'redis-password-of-tests';
export const KEYS = {
  accessKeyId: 'test-access-key',
  secretAccessKey: 'test-secret-key-0123456789',
};

/** The data folder that `./atelier` has set up: it holds the programs and the editor. */
export function installedPaths(): ReturnType<typeof dataPaths> {
  return dataPaths(readSettings(readVariables()).dataDir);
}

/** Whether tests run on the embedded database, because this machine has no `mongod`. */
export function isDatabaseEmbedded(): boolean {
  return databaseServer(installedPaths(), readVariables()['PATH']).kind === 'java';
}

/** The environment of this process, for programs that tests start, with changes on top. */
export function testEnvironment(
  changes: Record<string, string | undefined> = {},
): Record<string, string> {
  return mergeVariables(readVariables(), changes);
}

/** What is missing of the programs that services need, as one text; empty when nothing is. */
export function missingPrograms(): string {
  const paths = installedPaths();
  const searchPath = readVariables()['PATH'];
  const server = databaseServer(paths, searchPath);
  const needed = {
    'redis-server': findProgram('redis-server', searchPath) !== null,
    versitygw: existsSync(paths.versitygw),
    [server.kind === 'java' ? 'mongo-java-server' : 'mongod']:
      server.kind === 'mongod' || existsSync(paths.databaseClasses),
    java: server.kind === 'mongod' || findProgram('java', searchPath) !== null,
  };
  return Object.entries(needed)
    .filter(([, there]) => !there)
    .map(([name]) => name)
    .join(', ');
}

/**
 * Starts Redis, the S3 server and the database side by side.
 * @throws with the name of what is missing on this machine
 */
export async function startServices(): Promise<TestServices> {
  const missing = missingPrograms();
  if (missing !== '') {
    throw new Error(`${missing}: not installed. ./atelier test integration sets them up.`);
  }
  const paths = installedPaths();
  const env = testEnvironment();
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-services-'));
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const starting = [
    startRedis({ dataDir: path.join(folder, 'redis'), port: ports[0], password: PASSWORD, env }),
    startObjectStore({
      command: paths.versitygw,
      dataDir: path.join(folder, 's3'),
      port: ports[1],
      env,
      ...KEYS,
    }),
    startDatabase({
      server: databaseServer(paths, env['PATH']),
      dataDir: path.join(folder, 'database'),
      port: ports[2],
      env,
    }),
  ] as const;
  const settled = await Promise.allSettled(starting);
  const stop = async (): Promise<void> => {
    const running = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await Promise.all(running.map((service) => service.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [redis, objectStore, database] = await Promise.all(starting);
    return {
      mongodbUri: database.url,
      redisUrl: redis.url,
      s3Endpoint: objectStore.url,
      s3AccessKeyId: KEYS.accessKeyId,
      s3SecretAccessKey: KEYS.secretAccessKey,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
