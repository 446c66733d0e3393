/**
 * Memory (P11): resident bytes of the web process and the worker at rest, and what each connected socket
 * costs. ComfyUI alone, where COMFYUI_DIR names one, stands beside them.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { WebSocket } from 'ws';

import { startStack, type Stack } from '../tests/support/stack';
import { startBareRunner } from './bare-runner';
import { format, quantile, Report } from './statistics';

const SAMPLES = 5;
const BETWEEN_MS = 2_000;
const REST_MS = 5_000;
/** As many as one user may have open; the first step warms the process up. */
const SOCKETS_A_STEP = 100;
const STEPS = 6;
const MB = 1_000_000;

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) * 1024;
}

async function samples(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (let at = 0; at < SAMPLES; at += 1) {
    found.push((await residentBytes(pid)) / MB);
    await delay(BETWEEN_MS);
  }
  return found;
}

/** Opens a user's sockets, and waits until each has got its first message. */
async function openSockets(stack: Stack): Promise<WebSocket[]> {
  const token = await stack.signIn(await stack.createUser());
  const base = `${stack.url.replace('http', 'ws')}/studio/ws`;
  return Promise.all(
    Array.from({ length: SOCKETS_A_STEP }, async () => {
      const socket = new WebSocket(`${base}?clientId=${randomUUID()}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      await once(socket, 'message');
      return socket;
    }),
  );
}

async function bytesPerSocket(stack: Stack, sockets: WebSocket[]): Promise<number[]> {
  const costs: number[] = [];
  const pid = stack.pid('web');
  let before = await residentBytes(pid);
  for (let step = 0; step < STEPS; step += 1) {
    sockets.push(...(await openSockets(stack)));
    await delay(BETWEEN_MS);
    const after = await residentBytes(pid);
    if (step > 0) costs.push((after - before) / SOCKETS_A_STEP / 1000);
    before = after;
  }
  return costs;
}

async function main(): Promise<number> {
  const report = new Report();
  const bare = await startBareRunner();
  const stack = await startStack({ slots: 1, comfyui: false });
  const sockets: WebSocket[] = [];
  try {
    await delay(REST_MS);
    const runner = await samples(bare.pid);
    const sides = ['atelier', bare.name === 'ComfyUI' ? 'ComfyUI' : 'runner'] as const;
    for (const [name, goal] of [
      ['web', 180],
      ['worker', 130],
    ] as const) {
      const ours = await samples(stack.pid(name));
      report.compare(`P11 ${name} at rest`, 'MB', ours, runner, sides);
      const median = quantile(ours, 0.5);
      report.goal(`P11 ${name}`, median <= goal, `${format(median)} MB, goal ≤ ${goal} MB`);
    }
    const costs = await bytesPerSocket(stack, sockets);
    const median = quantile(costs, 0.5);
    report.note(
      `P11 a socket: ${format(median)} kB (${format(Math.min(...costs))}…${format(Math.max(...costs))}), ${STEPS} × ${SOCKETS_A_STEP} sockets`,
    );
    report.goal('P11 socket', median <= 150, `${format(median)} kB, goal ≤ 150 kB`);
    return report.finish(process.argv.includes('--assert'));
  } finally {
    for (const socket of sockets) socket.terminate();
    await bare.stop();
    await stack.stop();
  }
}

process.exitCode = await main();
