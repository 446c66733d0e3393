/**
 * Real worker and janitor processes on real services, without a web process: tests write runs as the
 * gateway would and listen on the owner's channel. Each rig has a database, a Redis prefix, a bucket
 * and a data folder of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { costKeyOf } from '@/lib/comfy/cost-key';
import { listModelFiles } from '@/lib/comfy/model-files';
import { workflowIdOf } from '@/lib/comfy/workflow-id';
import type { Graph, PromptRun, RunInput, RunScheduling } from '@/lib/domain/prompt-run';
import type { PreviewFrame, UserEvent } from '@/lib/domain/user-event';
import { waitingRunOf } from '@/lib/features/prompts/waiting-run';
import { childEnvironment } from '@/lib/kernel/env';
import { errorMessage } from '@/lib/kernel/errors';
import { newUserId, runIdFor, type RunId, type UserId } from '@/lib/kernel/ids';
import { createLogger } from '@/lib/kernel/log';
import { createRunProducer } from '@/lib/queue/producer';
import { createPublisher, createSubscriber } from '@/lib/realtime/channel';
import { createRunProgressStore } from '@/lib/realtime/run-progress';
import { connectRedis } from '@/lib/redis/connect';
import { createObjectStore } from '@/lib/storage/s3';
import { connectDatabase } from '@/prisma-free-db/client';
import { applyIndexes } from '@/prisma-free-db/indexes';

import { bundleWorkers } from './bundle-workers';
import type { ServiceAddresses } from './services';
import { waitFor } from './wait-for';

export interface SubmitOptions {
  readonly promptId?: string;
  readonly clientId?: string | null;
  readonly inputs?: readonly RunInput[];
  readonly scheduling?: Partial<RunScheduling>;
  /** Leaves it to reconciliation to put the run into the queue. */
  readonly withoutQueue?: boolean;
  readonly pool?: string;
}

export interface RigProcess {
  readonly child: ChildProcess;
  /** SIGTERM, and waits for the end. @returns the exit code */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** Everything it logged, as lines. */
  readonly log: readonly string[];
}

export type WorkerRig = Awaited<ReturnType<typeof startWorkerRig>>;
export type Heard = UserEvent | PreviewFrame;

const log = createLogger('test', 'silent');
const WAIT_MS = 45_000;

export async function startWorkerRig(services: ServiceAddresses) {
  const name = `rig-${randomUUID().slice(0, 8)}`;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'atelier-rig-'));
  const programsDir = path.join(dataDir, 'programs');
  await mkdir(programsDir);
  await writeFile(path.join(programsDir, 'package.json'), '{"type":"module"}');
  const programs = await bundleWorkers(programsDir);
  const variables = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    ATELIER_DATA_DIR: dataDir,
    MONGODB_URI: services.mongodbUri,
    MONGODB_DB: name,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: name,
    S3_ENDPOINT: services.s3Endpoint,
    S3_REGION: 'us-east-1',
    S3_BUCKET: name,
    S3_ACCESS_KEY_ID: services.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: services.s3SecretAccessKey,
    WORKER_NAME: 'rig',
    RUN_LEASE_MS: '3000',
    JANITOR_INTERVAL_MS: '300',
    BUILTIN_RUNNER_FAULTS: '1',
    COMFYUI_DIR: undefined,
    COMFYUI_PYTHON: undefined,
  };
  const db = await connectDatabase(services.mongodbUri, name);
  await applyIndexes(db.collections);
  const redis = await connectRedis(services.redisUrl, 'command', log);
  const listening = await connectRedis(services.redisUrl, 'blocking', log);
  const store = createObjectStore({
    ...variables,
    S3_PUBLIC_ENDPOINT: undefined,
  });
  await store.prepare();
  const producer = createRunProducer({ redis, prefix: name, log });
  const publisher = createPublisher(redis, name, log);
  const subscriber = createSubscriber(listening, name, log);
  const processes = new Set<RigProcess>();
  let numbers = 0;

  function start(main: string, extra: Record<string, string | undefined>): RigProcess {
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      env: childEnvironment({ ...variables, ...extra }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        lines.push(...text.split('\n').filter((line) => line !== ''));
      });
    }
    const ended = once(child, 'exit');
    const end = async (signal: NodeJS.Signals): Promise<void> => {
      child.kill(signal);
      await ended;
      processes.delete(started);
    };
    const started: RigProcess = {
      child,
      log: lines,
      async stop() {
        await end('SIGTERM');
        return child.exitCode;
      },
      kill: () => end('SIGKILL'),
    };
    processes.add(started);
    return started;
  }

  return {
    name,
    dataDir,
    ...{ services, db, redis, store, producer, publisher },
    progress: createRunProgressStore(redis, name),

    newUser: newUserId,

    worker: (extra: Record<string, string | undefined> = {}) => start(programs.worker, extra),
    janitor: (extra: Record<string, string | undefined> = {}) => start(programs.janitor, extra),

    /** Writes a run and queues it, as the gateway does. */
    async submit(userId: UserId, graph: Graph, options: SubmitOptions = {}): Promise<PromptRun> {
      const promptId = options.promptId ?? randomUUID();
      const id = runIdFor(userId, promptId);
      const run: PromptRun = {
        ...{ id, userId, promptId, state: 'queued', attempt: 0, claims: 0, number: ++numbers },
        ...{
          pool: options.pool ?? 'default',
          clientId: options.clientId ?? 'tab',
          editorWorkflowId: null,
        },
        ...{ workflowId: workflowIdOf(graph), outputNodes: [], inputs: options.inputs ?? [] },
        scheduling: {
          ...{ lane: 'interactive', order: numbers, runningMax: null, costKey: costKeyOf(graph) },
          ...{ models: listModelFiles(graph), without: [] },
          ...options.scheduling,
        },
        deviceSeconds: 0,
        graphBytes: null,
        ...{ lease: null, cancelRequested: false, device: null, outputs: {}, meta: {} },
        ...{
          messages: [],
          error: null,
          reuseKey: null,
          reusedFrom: null,
          startedAt: null,
          finishedAt: null,
        },
        createdAt: new Date(),
      };
      const extraData = { extra_pnginfo: { workflow: { id: 'w', nodes: [] } } };
      await db.promptRuns.create(run, { runId: id, userId, graph, extraData });
      if (options.withoutQueue !== true) await producer.enqueue(waitingRunOf(run));
      return run;
    },

    /** Everything that the user's sockets would get from now on. */
    async hear(userId: UserId): Promise<Heard[]> {
      const heard: Heard[] = [];
      await subscriber.subscribe(userId, (_, event) => heard.push(event));
      return heard;
    },

    /** Waits for something; the processes' last words are in the error. */
    async until<T>(what: string, look: () => T | Promise<T>, timeoutMs = WAIT_MS) {
      try {
        return await waitFor(look, what, timeoutMs);
      } catch (error) {
        const told = [...processes].flatMap((process) => process.log.slice(-15));
        throw new Error([errorMessage(error), ...told].join('\n'), { cause: error });
      }
    },

    ended(runId: RunId): Promise<PromptRun> {
      return this.until(`the end of ${runId}`, async () => {
        const run = await db.promptRuns.findAsSystem(runId);
        return run !== null && run.finishedAt !== null && run;
      });
    },

    running(runId: RunId): Promise<PromptRun> {
      return this.until(`the beginning of ${runId}`, async () => {
        const run = await db.promptRuns.findAsSystem(runId);
        return run?.state === 'running' && run;
      });
    },

    /** Redis forgets all that this rig has there, and every script: as after `FLUSHALL`. */
    async emptyRedis(): Promise<void> {
      const keys = await redis.keys(`${name}:*`);
      if (keys.length > 0) await redis.del(...keys);
      await redis.script('FLUSH');
    },

    /** Ends all processes, then the connections; removes the data folder. */
    async stop(): Promise<void> {
      await Promise.all([...processes].map((process) => process.stop()));
      await producer.close();
      redis.disconnect();
      listening.disconnect();
      store.close();
      await db.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
