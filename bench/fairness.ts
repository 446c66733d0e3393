/**
 * Fairness on two slots. First: one user submits 100 prompts, another one a second later; the second
 * waits for at most one running prompt per slot. Then: three users with prompts of unequal length keep the
 * queue full; in a window their shares of device-seconds are equal within 10 %.
 *
 *   bench fairness [--seconds N] [--assert]     N: length of the window, 300 unless told
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import type { PromptRun } from '../lib/domain/prompt-run';
import { startStack, type Stack } from '../tests/support/stack';
import { waitFor } from '../tests/support/wait-for';
import { format, Report } from './statistics';

const SLOTS = 2;
const BATCH = 100;
const BATCH_S = 1;
const LENGTHS_S = [0.5, 1, 2.5];
const DEVIATION_MAX = 0.1;
/** Polling, claiming and starting, on a busy machine. */
const ALLOWANCE_S = 0.75;

interface Person {
  readonly id: string;
  submit(seconds: number): Promise<void>;
  clear(): Promise<void>;
}

async function enter(stack: Stack): Promise<Person> {
  const user = await stack.createUser();
  const headers = { authorization: `Bearer ${await stack.signIn(user)}` };
  const post = async (path: string, body: unknown): Promise<void> => {
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${stack.url}/studio/api${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  return {
    id: user.id,
    submit: (seconds) => post('/prompt', { prompt: timer(seconds) }),
    async clear() {
      await post('/queue', { clear: true });
      await post('/interrupt', {});
    },
  };
}

let made = 0;
/** It takes time and no processor. Each one is another: a stored result would be given again. */
const timer = (seconds: number) => ({
  '1': {
    class_type: 'AtelierTimer',
    inputs: { seconds, steps: 1, width: 16 + (made++ % 500), height: 16 + Math.floor(made / 500) },
  },
  '9': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
});

const runsOf = (stack: Stack, { id }: Person): Promise<PromptRun[]> =>
  stack.db.promptRuns.list(id as PromptRun['userId'], {
    states: ['queued', 'running', 'succeeded', 'failed', 'cancelled'],
    limit: 10_000,
    sort: 'oldest',
  });

const isIdle = (stack: Stack) => async (): Promise<boolean> => {
  const { promptRuns } = stack.db;
  const active = await Promise.all([
    promptRuns.countByStateAsSystem('queued'),
    promptRuns.countByStateAsSystem('running'),
  ]);
  return active.every((count) => count === 0);
};

async function secondUserWaits(stack: Stack, report: Report): Promise<void> {
  const [ann, bob] = [await enter(stack), await enter(stack)];
  for (let i = 0; i < BATCH; i += 1) await ann.submit(BATCH_S);
  await delay(1_000);
  await bob.submit(BATCH_S);
  const run = await waitFor(async () => {
    const [mine] = await runsOf(stack, bob);
    return mine !== undefined && mine.finishedAt !== null && mine;
  }, 'the second user’s prompt');
  const waited = ((run.startedAt?.getTime() ?? 0) - run.createdAt.getTime()) / 1_000;
  const before = (await runsOf(stack, ann)).filter(
    ({ startedAt }) =>
      startedAt !== null && startedAt > run.createdAt && startedAt < (run.startedAt ?? startedAt),
  ).length;
  report.note(
    `${BATCH} prompts of ${BATCH_S} s of one user, one of another a second later, ${SLOTS} slots\n` +
      `  second user waited  ${format(waited)} s; ${before} prompts of the first began meanwhile\n` +
      `  first come first served it would have been about ${(BATCH * BATCH_S) / SLOTS} s`,
  );
  report.goal(
    'second user',
    waited <= BATCH_S + ALLOWANCE_S && before <= SLOTS,
    `at most one running prompt (${BATCH_S} s) and ${ALLOWANCE_S} s, and ${SLOTS} others begun`,
  );
  await ann.clear();
  await waitFor(isIdle(stack), 'the queue to be empty');
}

async function sharesAreEqual(stack: Stack, report: Report, windowS: number): Promise<void> {
  const people = await Promise.all(LENGTHS_S.map(() => enter(stack)));
  const fill = async (): Promise<void> => {
    await Promise.all(
      people.map(async (person, index) => {
        const length = LENGTHS_S[index] ?? 1;
        const waiting = (await runsOf(stack, person)).filter(({ state }) => state === 'queued');
        const wanted = Math.ceil((12 * SLOTS) / length);
        for (let i = waiting.length; i < wanted; i += 1) await person.submit(length);
      }),
    );
  };
  await fill();
  const startedMs = Date.now();
  while (Date.now() - startedMs < windowS * 1_000) {
    await delay(2_000);
    await fill();
  }
  const endedMs = Date.now();
  const used = await Promise.all(
    people.map(async (person) =>
      (await runsOf(stack, person)).reduce(
        (sum, run) => sum + secondsIn(run, startedMs, endedMs),
        0,
      ),
    ),
  );
  const share = used.reduce((sum, seconds) => sum + seconds, 0) / used.length;
  const deviations = used.map((seconds) => Math.abs(seconds - share) / share);
  report.note(`shares over ${windowS} s on ${SLOTS} slots; equal would be ${format(share)} s each`);
  used.forEach((seconds, index) =>
    report.note(
      `  prompts of ${LENGTHS_S[index]} s  ${format(seconds)} device-seconds, ratio ${format(seconds / share)} ×`,
    ),
  );
  report.goal(
    'equal shares',
    Math.max(...deviations) <= DEVIATION_MAX,
    `off by ${format(100 * Math.max(...deviations))} % at most; ${100 * DEVIATION_MAX} % allowed`,
  );
  for (const person of people) await person.clear();
}

/** The part of a run's execution that lies in the window. */
function secondsIn(run: PromptRun, fromMs: number, toMs: number): number {
  if (run.finishedAt === null || run.deviceSeconds === 0) return 0;
  const endMs = run.finishedAt.getTime();
  const startMs = endMs - run.deviceSeconds * 1_000;
  return Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs)) / 1_000;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '300' }, assert: { type: 'boolean' } },
  });
  const report = new Report();
  const stack = await startStack({ slots: SLOTS, comfyui: false });
  try {
    await secondUserWaits(stack, report);
    await sharesAreEqual(stack, report, Number(values.seconds));
  } finally {
    await stack.stop();
  }
  return report.finish(values.assert === true);
}

process.exitCode = await main();
