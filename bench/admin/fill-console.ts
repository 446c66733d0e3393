/** Fills a database as it would be after months: people, ended runs, acts, and counted minutes. */
import { randomBytes, randomUUID } from 'node:crypto';

import { joinRollups } from '@/lib/domain/rollup';
import { newUserId, runIdFor } from '@/lib/kernel/ids';
import type { Database } from '@/prisma-free-db/client';

export interface Sample {
  readonly userId: string;
  readonly email: string;
  readonly workflowId: string;
}

const BATCH = 2_000;
const ACTS = 20_000;
const WORKSPACES = 10_000;
const MINUTE_MS = 60_000;
const STATES = ['succeeded', 'succeeded', 'succeeded', 'failed', 'cancelled'] as const;
const ERROR = {
  ...{ nodeId: '1', nodeType: 'KSampler', exceptionType: 'RuntimeError', traceback: [] },
  exceptionMessage: 'out of memory',
};

async function insert(
  collection: { insertMany(documents: never[]): Promise<unknown> },
  count: number,
  make: (index: number) => object,
): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from);
    await collection.insertMany(
      Array.from({ length }, (_, index) => make(from + index)) as never[],
    );
  }
}

/** @returns somebody and a graph to search for */
export async function fillConsole(db: Database, users: number, runs: number): Promise<Sample> {
  const { collections } = db;
  const ids = Array.from({ length: users }, () => newUserId());
  const emailOf = (index: number): string => `person-${index}@example.org`;
  const graphs = Array.from({ length: 500 }, () => randomBytes(32).toString('hex'));
  const now = Date.now();
  await insert(collections.users, users, (index) => ({
    ...{ _id: ids[index], email: emailOf(index), name: `Person ${index}`, pwd_hash: '-' },
    ...{ role: 'user', status: 'active', token_version: 1, ended_sessions: [] },
    ...{ must_change_password: false, pool: 'default', limits: {}, leaving: null },
    created_at: new Date(now - index * MINUTE_MS),
  }));
  await insert(collections.promptRuns, runs, (index) => {
    const userId = ids[index % users] ?? newUserId();
    const promptId = randomUUID();
    const createdAt = now - index * 5_000;
    const state = STATES[index % STATES.length] ?? 'succeeded';
    return {
      ...{ _id: runIdFor(userId, promptId), user_id: userId, prompt_id: promptId, state },
      ...{ attempt: 1, claims: 1, number: index, pool: 'default', client_id: null },
      ...{ workflow_id: graphs[index % graphs.length], editor_workflow_id: null },
      ...{ output_nodes: ['9'], inputs: [], lease: null, cancel_requested: false },
      ...{ device: 'cuda:0', slot_id: 'worker:0', outputs: {}, meta: {}, messages: [] },
      error: state === 'failed' ? ERROR : null,
      created_at: new Date(createdAt),
      started_at: new Date(createdAt + 800),
      finished_at: new Date(createdAt + 4_000),
    };
  });
  await insert(collections.workspaces, WORKSPACES, (index) => {
    const createdAt = new Date(now - index * 10 * MINUTE_MS);
    const id = randomUUID();
    return {
      ...{ _id: id, user_id: ids[index % users], place: `ended:${id}`, state: 'ended' },
      ...{ pool: 'default', kind: null, nonce: id, token_hash: id, lease: null, device: 'cuda:0' },
      ...{ outside_port: null, runner: null, isolation: 'user+mounts', idle_timeout_s: 600 },
      ...{ activity_at: createdAt, extended_until: null, restarts: 0, end_requested: null },
      ...{ reason: 'idle', detail: '', created_at: createdAt, ready_at: createdAt },
      ended_at: new Date(createdAt.getTime() + MINUTE_MS),
    };
  });
  await insert(collections.audit, ACTS, (index) => ({
    ...{ _id: `${String(index).padStart(12, '0')}x`, at: new Date(now - index * MINUTE_MS) },
    ...{ act: index % 3 === 0 ? 'user.change' : 'run.cancel', actor_id: ids[0] },
    ...{ actor_email: emailOf(0), target_kind: 'user', target_id: ids[index % users] },
    ...{ target_name: emailOf(index % users), before: null, after: { role: 'user' } },
    ...{ address: '192.0.2.1', problem: null },
  }));
  const counts = {
    ...{ succeeded: 9, failed: 1, cancelled: 1, started: 10, waitMs: 8_000, runMs: 32_000 },
    ...{ waiting: 3, running: 1, online: 40, cpuPercent: 40, memoryPercent: 60 },
  };
  for (const [span, count, lengthMs] of [
    ['minute', 1_440, MINUTE_MS],
    ['hour', 168, 60 * MINUTE_MS],
  ] as const) {
    await insert(collections.rollups, count, (index) => {
      const at = new Date(Math.floor(now / lengthMs) * lengthMs - index * lengthMs);
      const { id, waitMs, runMs, cpuPercent, memoryPercent, ...rest } = joinRollups(span, at, [
        counts,
      ]);
      const snake = { wait_ms: waitMs, run_ms: runMs, cpu_percent: cpuPercent };
      return { _id: id, ...rest, ...snake, memory_percent: memoryPercent };
    });
  }
  return { userId: ids[1] ?? '', email: emailOf(1), workflowId: graphs[1] ?? '' };
}
