/**
 * P9: what a queue check costs. 100 users ask for counts and for the places of their waiting runs, with
 * 100 and with 10,000 runs waiting in all; beside it, the listing of everything that ComfyUI's own clients
 * poll. Each round asks all users at the pace of one question a second each. With 100 waiting a page has one
 * row, with 10,000 it is full: a page of one row shows what the length of the queue itself costs.
 *
 *   bench queue-state [--assert]
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { runIdFor, type UserId } from '../lib/kernel/ids';
import { startStack, type Stack } from '../tests/support/stack';
import { waitFor } from '../tests/support/wait-for';
import { format, quantile, Report } from './statistics';

const USERS = 100;
const WAITING = [100, 5_000, 10_000];
const [COUNTS, ONE_ROW, FULL_PAGE] = [
  '/api/queue',
  '/api/queue/runs?limit=1',
  '/api/queue/runs?limit=50',
] as const;
/** From here on a page of that kind has all its rows, so that two lengths of the queue can be compared. */
const FULL_FROM = { [COUNTS]: 100, [ONE_ROW]: 100, [FULL_PAGE]: 5_000 };
const FILL_LIMIT_MS = 60_000;
const ROUNDS = 5;
const P99_MAX_MS = 50;
const FLAT_MAX = 2;

interface Asker {
  readonly id: UserId;
  readonly headers: { readonly authorization: string };
}

async function ask(stack: Stack, { headers }: Asker, path: string): Promise<number> {
  const startedMs = performance.now();
  const response = await fetch(`${stack.url}${path}`, { headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return performance.now() - startedMs;
}

/** All users once, spread over a second, as open pages ask. */
async function round(stack: Stack, users: readonly Asker[], path: string): Promise<number[]> {
  return Promise.all(
    users.map(async (user, index) => {
      await delay((1_000 * index) / users.length);
      return ask(stack, user, path);
    }),
  );
}

/** Waiting runs as documents; the janitor makes the queue of them. */
async function fillTo(stack: Stack, users: readonly Asker[], total: number): Promise<void> {
  const [first] = users;
  const template = await stack.db.collections.promptRuns.findOne({ state: 'queued' });
  if (template === null || first === undefined) throw new Error('no run to copy');
  const known = await stack.db.promptRuns.countByStateAsSystem('queued');
  const documents = Array.from({ length: total - known }, (_, index) => {
    const user = users[index % users.length] ?? first;
    const promptId = randomUUID();
    const number = 10 + Math.floor(index / users.length);
    const scheduling = { ...(template['scheduling'] as object), order: number };
    return {
      ...template,
      ...{ _id: runIdFor(user.id, promptId), user_id: user.id, prompt_id: promptId, number },
      ...{ scheduling, created_at: new Date(Date.now() - 60_000 + index) },
    };
  });
  for (let from = 0; from < documents.length; from += 1_000) {
    await stack.db.collections.promptRuns.insertMany(documents.slice(from, from + 1_000));
  }
  const isFull = async (): Promise<boolean> => {
    const counts = await Promise.all(users.map((user) => waitingOf(stack, user)));
    return counts.reduce((sum, count) => sum + count, 0) >= total;
  };
  await waitFor(isFull, `${total} runs to wait`, FILL_LIMIT_MS);
}

async function waitingOf(stack: Stack, { headers }: Asker): Promise<number> {
  const response = await fetch(`${stack.url}/api/queue`, { headers });
  return ((await response.json()) as { waiting: number }).waiting;
}

async function main(): Promise<number> {
  const report = new Report();
  // Everybody pauses: nothing of what waits here starts.
  const stack = await startStack({ slots: 1, comfyui: false });
  try {
    const users = await Promise.all(
      Array.from({ length: USERS }, async (): Promise<Asker> => {
        const user = await stack.createUser();
        return {
          id: user.id as UserId,
          headers: { authorization: `Bearer ${await stack.signIn(user)}` },
        };
      }),
    );
    await holdOneRun(stack, users);
    const seen = new Map<string, { readonly median: number; readonly high: number }>();
    for (const total of WAITING) {
      await fillTo(stack, users, total);
      for (const path of [COUNTS, ONE_ROW, FULL_PAGE, '/studio/api/queue']) {
        const times: number[] = [];
        // The first one comes while the database still tidies up after so many new documents.
        await round(stack, users, path);
        for (let i = 0; i < ROUNDS; i += 1) times.push(...(await round(stack, users, path)));
        const [median, high] = [quantile(times, 0.5), quantile(times, 0.99)];
        seen.set(`${path} ${total}`, { median, high });
        report.note(
          `${path}, ${total} waiting, ${USERS} users: median ${format(median)} ms, p99 ${format(high)} ms (to ${format(Math.max(...times))} ms)`,
        );
      }
    }
    for (const path of [COUNTS, ONE_ROW, FULL_PAGE]) {
      const few = seen.get(`${path} ${FULL_FROM[path]}`)?.median ?? NaN;
      const { median: many = NaN, high = NaN } = seen.get(`${path} ${WAITING.at(-1)}`) ?? {};
      // Medians, for a handful of the slowest answers says more of the machine than of the queue.
      const text = `p99 ${format(high)} ms; median ${format(many / few)} × of that with ${FULL_FROM[path]} waiting`;
      report.goal(path, high <= P99_MAX_MS && many / few <= FLAT_MAX, text);
    }
  } finally {
    await stack.stop();
  }
  return report.finish(process.argv.includes('--assert'));
}

/** Pauses everybody, so that nothing starts, and submits one run to copy. */
async function holdOneRun(stack: Stack, users: readonly Asker[]): Promise<void> {
  for (const { headers } of users) {
    const init = { method: 'POST', headers, body: '{"paused": true}' };
    await fetch(`${stack.url}/api/queue/pause`, init);
  }
  const prompt = {
    '1': { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 0 } },
    '9': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  };
  const init = {
    method: 'POST',
    headers: users[0]?.headers ?? {},
    body: JSON.stringify({ prompt }),
  };
  const response = await fetch(`${stack.url}/studio/api/prompt`, init);
  if (!response.ok) throw new Error(await response.text());
}

process.exitCode = await main();
