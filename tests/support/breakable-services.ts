/** Services for tests that kill, freeze and start them again: same ports, same data. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { databaseServer } from '@/cli/launcher/setup/services.mjs';
import { databaseService } from '@/embedded/database.mjs';
import { objectStoreService } from '@/embedded/object-store.mjs';
import { freePort } from '@/embedded/ports.mjs';
import { redisService } from '@/embedded/redis.mjs';
import { startService, type RunningService, type ServiceSpec } from '@/embedded/service.mjs';

import {
  installedPaths,
  KEYS,
  missingPrograms,
  PASSWORD,
  testEnvironment,
  type TestServices,
} from './services';

export const SERVICE_NAMES = ['redis', 'object-store', 'database'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

export interface BreakableServices extends TestServices {
  /** SIGKILL; it stays away until it is started again. */
  kill(name: ServiceName): Promise<void>;
  start(name: ServiceName): Promise<void>;
  /** SIGSTOP or SIGCONT. */
  signal(name: ServiceName, signal: 'SIGSTOP' | 'SIGCONT'): void;
}

export async function startBreakableServices(): Promise<BreakableServices> {
  const missing = missingPrograms();
  if (missing !== '') throw new Error(`${missing}: not installed`);
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-breakable-'));
  const specs = await specsIn(folder);
  const running = new Map<ServiceName, RunningService>();
  const start = async (name: ServiceName) => {
    running.set(name, await startService(specs[name]));
  };
  const kill = async (name: ServiceName) => {
    await running.get(name)?.stop('SIGKILL');
    running.delete(name);
  };
  const stop = async (): Promise<void> => {
    for (const { pid } of running.values()) process.kill(pid, 'SIGCONT');
    await Promise.all([...running.values()].map((service) => service.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(SERVICE_NAMES.map(start));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    mongodbUri: specs.database.url,
    redisUrl: specs.redis.url,
    s3Endpoint: specs['object-store'].url,
    s3AccessKeyId: KEYS.accessKeyId,
    s3SecretAccessKey: KEYS.secretAccessKey,
    ...{ kill, start, stop },
    signal(name, signal) {
      const service = running.get(name);
      if (service !== undefined) process.kill(service.pid, signal);
    },
  };
}

async function specsIn(folder: string): Promise<Record<ServiceName, ServiceSpec>> {
  const env = testEnvironment();
  const paths = installedPaths();
  const [redis, objectStore, database] = [await freePort(), await freePort(), await freePort()];
  return {
    redis: await redisService({
      ...{ dataDir: path.join(folder, 'redis'), port: redis, password: PASSWORD, env },
    }),
    'object-store': await objectStoreService({
      ...{ command: paths.versitygw, dataDir: path.join(folder, 's3'), port: objectStore, env },
      ...KEYS,
    }),
    database: await databaseService({
      ...{ server: databaseServer(paths, env['PATH']), port: database, env },
      dataDir: path.join(folder, 'database'),
    }),
  };
}
