/**
 * The built-in runner: speaks ComfyUI's server protocol and runs graphs of model-free picture
 * nodes. Started by the worker, one for each slot.
 */
import { mkdir, realpath } from 'node:fs/promises';

import { env, forgetVariables } from '@/lib/kernel/env';
import { errorMessage } from '@/lib/kernel/errors';
import { createLogger } from '@/lib/kernel/log';
import { closeOnSignals, createShutdown } from '@/lib/kernel/shutdown';

import { createNodeRegistry } from './nodes/registry';
import { readArguments } from './read-arguments';
import { createRunner } from './server/runner';
import { startServer } from './server/start-server';

const CACHE_MAX_BYTES = 256 * 1024 * 1024;

async function main(): Promise<void> {
  const config = env('builtin-runner');
  const secret = config.ATELIER_RUNNER_SECRET ?? null;
  forgetVariables('ATELIER_RUNNER_SECRET');
  const log = createLogger('builtin-runner', config.LOG_LEVEL);
  const { host, port, insecure, tenantsRoot } = readArguments(process.argv.slice(2));
  if (secret === null && !insecure) {
    throw new Error('ATELIER_RUNNER_SECRET: required, or start with --insecure');
  }
  const root = tenantsRoot ?? config.ATELIER_TENANTS_ROOT;
  if (root === undefined) throw new Error('--tenants-root: required');
  await mkdir(root, { recursive: true });

  const runner = createRunner({
    tenantsRoot: await realpath(root),
    nodes: createNodeRegistry(config.BUILTIN_RUNNER_FAULTS),
    cacheMaxBytes: CACHE_MAX_BYTES,
  });
  const limits = { maxJsonBytes: config.MAX_JSON_BYTES, maxUploadBytes: config.MAX_UPLOAD_BYTES };
  const server = await startServer({ runner, host, port, secret, limits, log });
  const shutdown = createShutdown(log);
  shutdown.onClose('server', () => server.close());
  closeOnSignals(shutdown, log);
  log.info({ host, port: server.port }, 'ready');
}

main().catch((error: unknown) => {
  process.stderr.write(`${errorMessage(error)}\n`);
  process.exitCode = 78;
});
