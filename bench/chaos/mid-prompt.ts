/** Kills a runner that is in the middle of a prompt for certain: storms may only ever meet idle ones. */
import { readFile } from 'node:fs/promises';

import { Redis } from 'ioredis';

import type { RunId, UserId } from '@/lib/kernel/ids';
import { createRunScheduler, type RunScheduler } from '@/lib/queue/scheduler/run-scheduler';

import type { Stack } from '../../tests/support/stack';
import { waitFor } from '../../tests/support/wait-for';
import { listProcesses } from '../../workers/prompt/runner/process-list';

interface Executing {
  readonly runId: RunId;
  readonly claims: number;
  readonly slotId: string;
  /** Of the runner. */
  readonly pid: number;
}

const TRIES_MAX = 8;
const LIMIT_MS = 180_000;

/** @returns the run, which waits again or was claimed again, and the slot whose runner was killed */
export async function killRunnerInMidPrompt(stack: Stack): Promise<Executing> {
  const redis = new Redis(stack.env['REDIS_URL'] ?? '', { maxRetriesPerRequest: 1 });
  const scheduler = createRunScheduler({ redis, prefix: stack.env['REDIS_PREFIX'] ?? '' });
  try {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const hit = await waitFor(
        () => findExecuting(stack, scheduler),
        'a prompt to execute',
        LIMIT_MS,
      );
      process.kill(hit.pid, 'SIGKILL');
      // It may have made its last picture in that very moment: then it was not in the middle.
      if (await waitsAgain(stack, hit)) return hit;
    }
    throw new Error(`no runner could be killed in mid-prompt in ${TRIES_MAX} tries`);
  } finally {
    redis.disconnect();
  }
}

/** A run with which its runner has begun. */
async function findExecuting(stack: Stack, scheduler: RunScheduler): Promise<Executing | false> {
  const running = await stack.db.collections.promptRuns.find({ state: 'running' }).toArray();
  for (const { _id, user_id: userId, lease, claims } of running) {
    const { heldRuns } = await scheduler.userState(userId as UserId, 'default');
    const held = heldRuns.find(({ runId }) => runId === _id);
    if (held === undefined || held.elapsed === null) continue;
    const { slotId } = lease as { slotId: string };
    const pid = await runnerOf(stack, slotId);
    if (pid !== null) return { runId: _id as RunId, claims: Number(claims), slotId, pid };
  }
  return false;
}

/** The process that was started for the slot's port. */
async function runnerOf(stack: Stack, slotId: string): Promise<number | null> {
  const slot = (await stack.db.slots.listAsSystem()).find(({ id }) => id === slotId);
  if (slot === undefined || slot.port === null) return null;
  for (const { pid } of await listProcesses()) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
    if (command.includes(`\0--port\0${slot.port}\0`)) return pid;
  }
  return null;
}

function waitsAgain(stack: Stack, { runId, claims }: Executing): Promise<boolean> {
  const look = async (): Promise<{ readonly isAgain: boolean } | false> => {
    const run = await stack.db.promptRuns.findAsSystem(runId);
    if (run === null) throw new Error(`${runId} is lost`);
    if (run.claims > claims || run.state === 'queued') return { isAgain: true };
    return run.finishedAt !== null && { isAgain: false };
  };
  return waitFor(look, `${runId} to go on`, LIMIT_MS).then(({ isAgain }) => isAgain);
}
