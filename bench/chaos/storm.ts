/** The parts that chaos may break, and how: each break ends by itself and leaves the part running. */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { Redis } from 'ioredis';

import {
  SERVICE_NAMES,
  type BreakableServices,
  type ServiceName,
} from '../../tests/support/breakable-services';
import type { Random } from '../../tests/fuzz/random';
import { listProcesses } from '../../workers/prompt/runner/process-list';
import type { Stack, StackProcessName } from '../../tests/support/stack';

/** A break: what is done, for how long the part is away, and how it comes back. */
export interface Fault {
  readonly part: string;
  readonly name: string;
  readonly awayMs: number;
  readonly strike: () => Promise<void>;
  readonly recover: () => Promise<void>;
}

interface Range {
  readonly leastMs: number;
  readonly mostMs: number;
}

const WORKERS = ['worker', 'worker-2'] as const;
/** Some pauses are longer than a lease (4 s), some are only a hiccup. */
const PROCESS_AWAY: Range = { leastMs: 300, mostMs: 7_000 };
const SERVICE_AWAY: Range = { leastMs: 200, mostMs: 4_000 };

/** Every way to break the stack once, drawn with the seed. */
export function drawFault(random: Random, stack: Stack, services: BreakableServices): Fault {
  const within = ({ leastMs, mostMs }: Range) => leastMs + random.below(mostMs - leastMs);
  const kind = random.below(10);
  if (kind < 4) {
    const part = random.pick<StackProcessName>(['web', 'worker', 'worker-2', 'janitor']);
    return random.chance(0.5)
      ? killed(stack, part, within(PROCESS_AWAY))
      : paused(stack, part, within(PROCESS_AWAY));
  }
  if (kind < 6) {
    const worker = random.pick(WORKERS);
    const order = random.below(2);
    return runnerFault(stack, worker, order, random.chance(0.7), within(PROCESS_AWAY));
  }
  const service = random.pick(SERVICE_NAMES);
  if (service === 'redis' && random.chance(0.3)) return emptied(services);
  return serviceFault(services, service, random.chance(0.5), within(SERVICE_AWAY));
}

function killed(stack: Stack, part: StackProcessName, awayMs: number): Fault {
  const [strike, recover] = [() => stack.kill(part), () => stack.restart(part)];
  return { part, name: 'killed', awayMs, strike, recover };
}

function paused(stack: Stack, part: StackProcessName, awayMs: number): Fault {
  const send = (signal: NodeJS.Signals) => () => {
    stack.signal(part, signal);
    return Promise.resolve();
  };
  return { part, name: 'paused', awayMs, strike: send('SIGSTOP'), recover: send('SIGCONT') };
}

function serviceFault(
  services: BreakableServices,
  part: ServiceName,
  isKilled: boolean,
  awayMs: number,
): Fault {
  if (isKilled) {
    const [strike, recover] = [() => services.kill(part), () => services.start(part)];
    return { part, name: 'killed', awayMs, strike, recover };
  }
  const send = (signal: 'SIGSTOP' | 'SIGCONT') => () => {
    services.signal(part, signal);
    return Promise.resolve();
  };
  return { part, name: 'paused', awayMs, strike: send('SIGSTOP'), recover: send('SIGCONT') };
}

/** Redis forgets everything. */
function emptied(services: BreakableServices): Fault {
  const strike = async () => {
    const redis = new Redis(services.redisUrl, { maxRetriesPerRequest: 1 });
    redis.on('error', () => undefined);
    await redis.flushall();
    redis.disconnect();
  };
  return { part: 'redis', name: 'emptied', awayMs: 0, strike, recover: () => Promise.resolve() };
}

/** One of a worker's runners is killed for good (its supervisor replaces it), or frozen for a while. */
function runnerFault(
  stack: Stack,
  worker: (typeof WORKERS)[number],
  order: number,
  isKilled: boolean,
  awayMs: number,
): Fault {
  const part = `runner of ${worker}`;
  const none = () => Promise.resolve();
  const name = isKilled ? 'killed' : 'paused';
  let pid: number | undefined;
  const send = (signal: NodeJS.Signals) => {
    try {
      if (pid !== undefined) process.kill(pid, signal);
    } catch {
      // It ended in the meantime.
    }
    return Promise.resolve();
  };
  return {
    ...{ part, name, awayMs: isKilled ? 0 : awayMs },
    async strike() {
      const pids = await runnersOf(stack, worker);
      pid = pids[order % Math.max(1, pids.length)];
      await send(isKilled ? 'SIGKILL' : 'SIGSTOP');
    },
    recover: isKilled ? none : () => send('SIGCONT'),
  };
}

async function runnersOf(stack: Stack, worker: (typeof WORKERS)[number]): Promise<number[]> {
  const wanted = [
    `WORKER_NAME=${worker === 'worker' ? 'worker-1' : worker}`,
    `REDIS_PREFIX=${stack.env['REDIS_PREFIX'] ?? ''}`,
  ];
  const found: number[] = [];
  for (const { pid } of await listProcesses()) {
    const text = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    const variables = text.split('\0');
    const isRunner = variables.some((each) => each.startsWith('ATELIER_RUNNER_MARK='));
    if (isRunner && wanted.every((each) => variables.includes(each))) found.push(pid);
  }
  return found;
}

/** Starts again what ended by itself, as the launcher does: a start in the middle of a storm may fail. */
function keepRunning(
  stack: Stack,
  isBroken: (part: string) => boolean,
  told: string[],
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  async function loop(): Promise<void> {
    while (!isStopping()) {
      await delay(LAUNCHER_LOOK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      for (const [name, reason] of Object.entries(stack.ended())) {
        if (isStopping() || isBroken(name)) continue;
        told.push(`       ${name} ended by itself (${reason}) and is started again`);
        await stack.restart(name as StackProcessName).catch(() => undefined);
      }
    }
  }
  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
    },
  };
}

const LAUNCHER_LOOK_MS = 500;

export interface Storm {
  /** Draws no more; resolves when all that was broken is back. */
  end(): Promise<void>;
  /** Ends what keeps the parts running. */
  leave(): Promise<void>;
  /** What was done, in order. */
  readonly told: readonly string[];
}

const AT_ONCE_MAX = 2;

/**
 * Breaks parts, at most two at a time, each part once at a time.
 * @param pauseMs from one fault to the next
 */
export function startStorm(
  random: Random,
  stack: Stack,
  services: BreakableServices,
  pauseMs: Range,
): Storm {
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const broken = new Map<string, Promise<void>>();
  const told: string[] = [];
  const startedMs = Date.now();
  const launcher = keepRunning(stack, (part) => broken.has(part), told);

  async function breakOnce(fault: Fault): Promise<void> {
    const at = ((Date.now() - startedMs) / 1000).toFixed(1);
    const away = fault.awayMs === 0 ? '' : ` for ${(fault.awayMs / 1000).toFixed(1)} s`;
    told.push(`${at} s  ${fault.part} ${fault.name}${away}`);
    try {
      await fault.strike();
      await delay(fault.awayMs);
    } finally {
      await retried(fault.recover);
    }
  }

  async function loop(): Promise<void> {
    while (!isStopping()) {
      const { leastMs, mostMs } = pauseMs;
      await delay(leastMs + random.below(mostMs - leastMs), undefined, {
        signal: stopping.signal,
      }).catch(() => undefined);
      const fault = drawFault(random, stack, services);
      if (isStopping() || broken.size >= AT_ONCE_MAX || broken.has(fault.part)) continue;
      const breaking = breakOnce(fault)
        .catch((error: unknown) => void told.push(`       (${String(error)})`))
        .finally(() => broken.delete(fault.part));
      broken.set(fault.part, breaking);
    }
    await Promise.all(broken.values());
  }
  const looping = loop();

  return {
    told,
    async end() {
      stopping.abort();
      await looping;
    },
    leave: () => launcher.stop(),
  };
}

/** A process that starts while a service is away may give up: it is started again, as the launcher does. */
async function retried(step: () => Promise<void>): Promise<void> {
  const until = Date.now() + 120_000;
  for (;;) {
    try {
      await step();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(500);
    }
  }
}
