/**
 * Chaos: 6 users submit prompts to the slots of 2 workers while web, workers, runners, janitor, Redis, the
 * S3 server and the database are killed, frozen and emptied at times drawn with a seed; before that, one
 * runner is killed in the middle of a prompt. In the end every prompt has run once for its user: in the
 * documents, in object storage and on the sockets. With COMFYUI_DIR the runners are real ComfyUI processes
 * (2 slots), else built-in ones (4 slots).
 *
 *   bench chaos [--seed N] [--prompts N] [--assert]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startBreakableServices } from '../tests/support/breakable-services';
import { startStack, type Stack } from '../tests/support/stack';
import { Random } from '../tests/fuzz/random';
import { waitFor } from '../tests/support/wait-for';
import { checkOutcome, strayObjects } from './chaos/check-outcome';
import { chaosRunner, type ChaosRunner } from './chaos/chaos-runner';
import { ChaosUser } from './chaos/chaos-user';
import { killRunnerInMidPrompt } from './chaos/mid-prompt';
import { drawPrompt } from './chaos/prompts';
import { startStorm } from './chaos/storm';
import { Report } from './statistics';

const USERS = 6;
const STRAYS_LIMIT_MS = 150_000;
/** What a worker could not write the janitor writes a minute after the run's end, in rounds of ten seconds. */
const METERED_LIMIT_MS = 90_000;
const SHOWN_MAX = 8;

/** Leases and rounds as short as a test wants them; attempts enough for bad luck. */
const ENV = {
  RUN_LEASE_MS: '4000',
  JANITOR_INTERVAL_MS: '500',
  RUN_MAX_ATTEMPTS: '10',
  WORKER_DRAIN_MS: '3000',
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      prompts: { type: 'string', default: '500' },
      assert: { type: 'boolean', default: false },
    },
  });
  const [seed, prompts] = [Number(values.seed), Number(values.prompts)];
  const runner = chaosRunner();
  const services = await startBreakableServices();
  const stack = await startStack({
    ...{ slots: runner.slots, workers: 2, services, comfyui: runner.isReal },
    env: { ...ENV, ...runner.env },
  }).catch(async (error: unknown) => {
    await services.stop();
    throw error;
  });
  const report = new Report();
  try {
    const slots = `${2 * runner.slots} slots of 2 workers`;
    report.note(`seed ${seed}: ${prompts} prompts, ${USERS} users, ${slots} on ${runner.name}`);
    const random = new Random(seed);
    const users = await Promise.all(
      Array.from({ length: USERS }, async () => ChaosUser.enter(stack, await stack.createUser())),
    );
    const startedMs = Date.now();
    const submitting = submitAll(random, users, prompts, runner);
    // Looked at below; it must not end the bench before everything is stopped.
    submitting.catch(() => undefined);
    const hit = await killRunnerInMidPrompt(stack);
    const storm = startStorm(new Random(seed + 1), stack, services, runner.pauseMs);
    const outputsOf = await submitting;
    await storm.end();
    const stormMs = Date.now() - startedMs;
    report.note([`storm of ${(stormMs / 1000).toFixed(0)} s:`, ...storm.told].join('\n  '));
    const calm = await becomesCalm(stack, users, runner.calmLimitMs);
    await storm.leave();
    const { findings, facts } = await checkOutcome(stack, users, outputsOf);
    const totalS = (Date.now() - startedMs) / 1000;
    report.note(
      `${facts.ended} of ${prompts} ended well in ${totalS.toFixed(0)} s; attempts: ` +
        [...facts.attempts]
          .toSorted(([a], [b]) => a - b)
          .map(([n, count]) => `${n}×: ${count}`)
          .join(', '),
    );
    report.goal(
      'a runner was killed (SIGKILL) in mid-prompt',
      true,
      `that of ${hit.slotId}; its run ${hit.runId} waited again`,
    );
    report.goal('all settled', calm === '', calm === '' ? 'nothing waits or runs' : calm);
    for (const { name, problems } of findings) {
      const shown = problems.slice(0, SHOWN_MAX).join('\n    ');
      const text = problems.length === 0 ? 'yes' : `${problems.length} times not\n    ${shown}`;
      report.goal(name, problems.length === 0, text);
    }
    for (const user of users) user.leave();
    const code = report.finish(values.assert);
    if (findings.some(({ problems }) => problems.length > 0) || calm !== '') await keepLogs(stack);
    return code;
  } finally {
    await stack.stop();
    await services.stop();
  }
}

/** Users submit at their own pace, each with some prompts in flight. @returns outputs by prompt id */
async function submitAll(
  random: Random,
  users: readonly ChaosUser[],
  prompts: number,
  runner: ChaosRunner,
): Promise<Map<string, number>> {
  const outputsOf = new Map<string, number>();
  const drawn = Array.from({ length: prompts }, () => drawPrompt(random, runner));
  await Promise.all(
    users.map(async (user, at) => {
      for (const { graph, outputs } of drawn.filter((_, index) => index % users.length === at)) {
        while (
          user.submitted.filter((promptId) => !user.hasEnd(promptId)).length >= runner.inFlight
        ) {
          await delay(50);
          if (user.isWaitingLong()) break;
        }
        outputsOf.set(await user.submit(graph), outputs);
      }
    }),
  );
  return outputsOf;
}

/** Waits until nothing waits or runs, thumbnails are made and ends are told. @returns what is not, or '' */
async function becomesCalm(
  stack: Stack,
  users: readonly ChaosUser[],
  limitMs: number,
): Promise<string> {
  const { promptRuns, generations } = stack.db.collections;
  const active = () => promptRuns.countDocuments({ state: { $in: ['queued', 'running'] } });
  const bare = () => generations.countDocuments({ type: 'output', thumb_key: null });
  const untold = () =>
    users.reduce(
      (sum, user) => sum + user.submitted.filter((promptId) => !user.hasEnd(promptId)).length,
      0,
    );
  try {
    await waitFor(async () => (await active()) === 0, 'runs', limitMs);
    // Whoever was not told live is told when the socket is opened again.
    await waitFor(() => untold() === 0, 'ends', 40_000).catch(async () => {
      console.log(`${untold()} ends are asked for by opening the sockets again`);
      await Promise.all(users.map((user) => user.attachAgain()));
      await waitFor(() => untold() === 0, 'ends', 10_000);
    });
    await waitFor(async () => (await bare()) === 0, 'thumbnails', limitMs);
    const { usage, usageDays } = stack.db.collections;
    await waitFor(
      async () => (await usage.countDocuments({})) >= (await promptRuns.countDocuments({})),
      'usage',
      METERED_LIMIT_MS,
    ).catch(() => undefined); // What is missing then is named by its run.
    const summed = async () =>
      (await usageDays.find({}).toArray()).reduce((sum, { runs }) => sum + runs, 0);
    await waitFor(
      async () => (await summed()) === (await usage.countDocuments({})),
      'sums of days',
      limitMs,
    );
    const strays = await strayObjects(stack);
    if (strays.length > 0) {
      console.log(`${strays.length} objects of lost claims are left to the janitor`);
      await waitFor(async () => (await strayObjects(stack)).length === 0, 'it', STRAYS_LIMIT_MS);
    }
    return '';
  } catch {
    return `${await active()} runs active, ${untold()} ends untold, ${await bare()} without thumbnail`;
  }
}

async function keepLogs(stack: Stack): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const file = `${tmpdir()}/atelier-chaos-${process.pid}.log`;
  await writeFile(file, stack.logs());
  console.log(`logs of all processes: ${file}`);
}

process.exitCode = await main();
