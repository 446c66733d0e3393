/**
 * Progress events (P8): how much later they reach 200 browser sockets through Atelier than they leave a
 * runner on its own socket. Two users with 100 sockets each run a timer prompt, half a step apart, with a
 * preview in each of its 20 steps a second; a runner by itself runs the same prompt in turn. Both sides are
 * measured from the start that the runner itself told, on one clock.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { Graph } from '@/lib/domain/prompt-run';

import { startStack } from '../tests/support/stack';
import { startBareRunner } from './bare-runner';
import { ProgressSockets } from './progress-socket';
import { openCrowd, type SocketCrowd } from './socket-crowd';
import { format, quantile, Report } from './statistics';

const ROUNDS = 5;
const USERS = 2;
const SOCKETS_PER_USER = 100;
/** Of each user; the others are in a process of their own. */
const MEASURED = 10;
const STEPS = 80;
const STEP_MS = 50;
const MEDIAN_GOAL_MS = 3;
const P99_GOAL_MS = 15;

let height = 64;
const timer = (): Graph => ({
  '1': {
    class_type: 'AtelierTimer',
    inputs: {
      ...{ seconds: (STEPS * STEP_MS) / 1000, steps: STEPS },
      ...{ width: 64, height: (height = 64 + ((height + 8) % 512)) },
    },
  },
  '9': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
});

function listen(
  url: string,
  headers: Record<string, string>,
  clientId: string,
  count: number,
): Promise<ProgressSockets> {
  return ProgressSockets.open({ url, headers, clientId, count, stepMs: STEP_MS });
}

/** @returns lags in this round, and previews a measured socket and second */
async function round(listeners: readonly ProgressSockets[]) {
  for (const one of listeners) {
    one.lagsMs = [];
    one.previews = 0;
  }
  const startedMs = performance.now();
  await Promise.all(
    listeners.map(async (one, at) => {
      // Two people do not keep step, and the runner by itself has no second one at work in the same moment.
      await delay((at * STEP_MS) / listeners.length);
      await one.run(timer());
    }),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  const previews = listeners.reduce((sum, one) => sum + one.previews, 0);
  const sockets = listeners.reduce((sum, one) => sum + one.count, 0);
  return { lags: listeners.flatMap((one) => one.lagsMs), rate: previews / sockets / seconds };
}

async function main(): Promise<number> {
  const stack = await startStack({ slots: USERS, comfyui: false });
  const bare = await startBareRunner();
  const report = new Report();
  const open: ProgressSockets[] = [];
  const crowds: SocketCrowd[] = [];
  try {
    const ours: ProgressSockets[] = [];
    for (let at = 0; at < USERS; at += 1) {
      const token = await stack.signIn(await stack.createUser());
      const headers = { authorization: `Bearer ${token}` };
      const clientId = randomUUID();
      const url = `${stack.url}/studio`;
      // Half of the crowd is told before the measured ones, half after them.
      const half = (SOCKETS_PER_USER - MEASURED) / 2;
      crowds.push(await openCrowd(url, headers.authorization, clientId, half));
      ours.push(await listen(url, headers, clientId, MEASURED));
      crowds.push(await openCrowd(url, headers.authorization, clientId, half));
    }
    const alone = await listen(bare.url, {}, randomUUID(), 1);
    open.push(...ours, alone);
    await round(ours);
    await round([alone]);
    const [medians, p99s] = [{ ours: [] as number[], bare: [] as number[] }, [] as number[]];
    const rates: number[] = [];
    for (let at = 0; at < ROUNDS; at += 1) {
      const base = await round([alone]);
      const mine = await round(ours);
      medians.bare.push(quantile(base.lags, 0.5));
      medians.ours.push(quantile(mine.lags, 0.5));
      p99s.push(quantile(mine.lags, 0.99) - quantile(base.lags, 0.99));
      rates.push(mine.rate);
    }
    report.note(
      `runner: ${bare.name}; ${USERS * SOCKETS_PER_USER} sockets, ${format(quantile(rates, 0.5))} previews a second on each`,
    );
    const { difference } = report.compare(
      'P8 progress event, after the moment at which it was due',
      'ms',
      medians.ours,
      medians.bare,
      ['atelier', 'runner'],
    );
    const p99 = quantile(p99s, 0.5);
    const isMedian = difference <= MEDIAN_GOAL_MS;
    report.goal('P8 median', isMedian, `+ ${format(difference)} ms, goal ≤ + ${MEDIAN_GOAL_MS} ms`);
    report.goal('P8 p99', p99 <= P99_GOAL_MS, `+ ${format(p99)} ms, goal ≤ + ${P99_GOAL_MS} ms`);
    return report.finish(process.argv.includes('--assert'));
  } finally {
    for (const one of open) one.close();
    for (const crowd of crowds) await crowd.close();
    await bare.stop();
    await stack.stop();
  }
}

process.exitCode = await main();
