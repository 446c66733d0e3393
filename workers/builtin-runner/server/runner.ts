/**
 * The heart of the process: takes prompts in, runs them one after another, and tells the sockets.
 */
import type { ObjectInfo } from '@/lib/comfy/object-info';

import { createFaultActions } from '../engine/fault-actions';
import { executePrompt } from '../engine/execute-prompt';
import type { NodeDefinition } from '../engine/node-definition';
import { describeNodes } from '../engine/object-info';
import { PromptQueue, type PromptItem } from '../engine/prompt-queue';
import { createResultCache } from '../engine/result-cache';
import { openTenantFolders, type TenantFolders } from '../files/tenant-folders';
import { createSocketHub, type SocketHub } from './sockets';

export interface RunnerOptions {
  /** A real path; tenants' directories lie below. */
  readonly tenantsRoot: string;
  readonly nodes: ReadonlyMap<string, NodeDefinition>;
  readonly cacheMaxBytes: number;
}

export interface Runner {
  readonly nodes: ReadonlyMap<string, NodeDefinition>;
  /** The nodes as they are described without anybody's files. */
  readonly definitions: ObjectInfo;
  readonly queue: PromptQueue;
  readonly sockets: SocketHub;
  foldersOf(tenant: string): Promise<TenantFolders>;
  submit(item: PromptItem): void;
  /** Interrupts the running prompt if the tenant may and, where an id is given, it is that one. */
  interrupt(tenant: string, promptId: string | null): void;
  /** Forgets all cached results, after the prompt that runs. */
  freeMemory(): void;
  statusFor(viewer: string): object;
  /** Tells everybody concerned that the tenant's queue changed. */
  announceQueue(tenant: string): void;
  close(): Promise<void>;
}

export function createRunner({ tenantsRoot, nodes, cacheMaxBytes }: RunnerOptions): Runner {
  const queue = new PromptQueue();
  const sockets = createSocketHub();
  const cache = createResultCache(nodes, cacheMaxBytes);
  let interruption = new AbortController();
  let working: Promise<void> | null = null;
  let freeWanted = false;

  const statusFor = (viewer: string): object => ({
    exec_info: { queue_remaining: queue.remaining(viewer) },
  });
  const announceQueue = (tenant: string): void => {
    sockets.sendToTenant(tenant, (viewer) => ({
      type: 'status',
      data: { status: statusFor(viewer) },
    }));
  };

  async function runOne(item: PromptItem): Promise<void> {
    // A new controller for each prompt: an interrupt can never hit the next one.
    interruption = new AbortController();
    announceQueue(item.tenant);
    const { audience, faults } = createFaultActions(sockets.audienceOf(item));
    const folders = await openTenantFolders(tenantsRoot, item.tenant);
    const { signal } = interruption;
    const outcome = await executePrompt({ nodes, cache, audience, folders, faults, signal }, item);
    queue.finish(item, outcome);
    announceQueue(item.tenant);
    audience.send('executing', { node: null, prompt_id: item.promptId });
    if (freeWanted) cache.clear();
    freeWanted = false;
  }

  async function work(): Promise<void> {
    for (let item = queue.take(); item !== null; item = queue.take()) await runOne(item);
    working = null;
  }

  return {
    nodes,
    definitions: describeNodes(nodes),
    queue,
    sockets,
    foldersOf: (tenant) => openTenantFolders(tenantsRoot, tenant),
    submit(item) {
      queue.put(item);
      announceQueue(item.tenant);
      working ??= work();
    },
    interrupt(tenant, promptId) {
      const running = queue.running(tenant);
      if (running === null || (promptId !== null && running.promptId !== promptId)) return;
      interruption.abort();
    },
    freeMemory() {
      if (working === null) cache.clear();
      else freeWanted = true;
    },
    statusFor,
    announceQueue,
    async close() {
      queue.removeWaiting('system', () => true);
      interruption.abort();
      sockets.closeAll();
      await working;
    },
  };
}
