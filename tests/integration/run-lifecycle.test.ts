/** Claims, leases and their ends on a real database: who may write, and who may not any more. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { RunLease } from '@/lib/domain/prompt-run';
import { claimPromptRun } from '@/lib/features/prompts/claim-prompt-run';
import { finishPromptRun } from '@/lib/features/prompts/finish-prompt-run';
import { queueMissingRuns, RECONCILE_START } from '@/lib/features/prompts/queue-missing-runs';
import {
  releaseExpiredRuns,
  releasePredecessorRuns,
} from '@/lib/features/prompts/release-abandoned-runs';
import { releasePromptRun } from '@/lib/features/prompts/release-prompt-run';
import type { RunEnding } from '@/lib/features/prompts/run-ending';
import { createLogger } from '@/lib/kernel/log';
import { savedPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type WorkerRig } from '@/tests/support/worker-rig';

let rig: WorkerRig;
beforeAll(async () => {
  rig = await startWorkerRig(inject('services'));
});
afterAll(() => rig.stop());

const leaseOf = (name: string, untilMs = Date.now() + 60_000): RunLease => ({
  workerId: name,
  slotId: `${name}:0`,
  bootId: `boot-${name}`,
  until: new Date(untilMs),
});
const claim = (run: { id: Parameters<typeof claimPromptRun>[1] }, lease: RunLease) =>
  claimPromptRun({ promptRuns: rig.db.promptRuns, publisher: rig.publisher }, run.id, lease, 'cpu');
const settle = () => ({
  promptRuns: rig.db.promptRuns,
  producer: rig.producer,
  publisher: rig.publisher,
  maxAttempts: 3,
  log: createLogger('test', 'silent'),
});
const finish = (
  claimed: NonNullable<Awaited<ReturnType<typeof claim>>>,
  state: RunEnding['state'],
  at = new Date(),
) => {
  const message = { type: 'execution_success', data: {} };
  const outputs = { outputs: {}, meta: {}, messages: [], error: null };
  const ending = { state, ...outputs, message, deviceSeconds: 0 };
  const deps = {
    promptRuns: rig.db.promptRuns,
    publisher: rig.publisher,
    progress: rig.progress,
  };
  return finishPromptRun(deps, claimed.run, claimed.lease, ending, at);
};

test('of twenty workers that claim one run at once, exactly one gets it', async () => {
  const run = await rig.submit(rig.newUser(), savedPicture(), { withoutQueue: true });
  const claims = await Promise.all(
    Array.from({ length: 20 }, (_, index) => claim(run, leaseOf(`w${index}`))),
  );
  const won = claims.filter((claimed) => claimed !== null);
  expect(won).toHaveLength(1);
  expect(won[0]?.run).toMatchObject({ state: 'running', attempt: 1, device: 'cpu' });
  expect(won[0]?.graph.graph).toEqual(savedPicture());
});

test('a worker that lost its lease changes nothing and says nothing', async () => {
  const user = rig.newUser();
  const run = await rig.submit(user, savedPicture(), { withoutQueue: true });
  const heard = await rig.hear(user);
  const first = await claim(run, leaseOf('slow', Date.now() - 1));
  expect(await releaseExpiredRuns(settle(), new Date())).toBe(1);
  const second = await claim(run, leaseOf('quick'));
  if (first === null || second === null) throw new Error('not claimed');
  await rig.until('both claims and the release to be told', () => heard.length === 3);
  heard.length = 0;

  expect(await rig.db.promptRuns.heartbeatAsSystem(run.id, leaseOf('slow'))).toBe('lost');
  expect(await releasePromptRun(settle(), run, first.lease, 'late')).toBe('lost');
  expect(await finish(first, 'failed')).toBe(false);
  expect(await rig.db.promptRuns.findAsSystem(run.id)).toMatchObject({
    state: 'running',
    attempt: 2,
    lease: { workerId: 'quick' },
  });
  expect(await finish(second, 'succeeded')).toBe(true);
  await rig.until('the end to be told', () => heard.some(({ kind }) => kind === 'run-end'));
  expect(heard.map(({ kind }) => kind)).toEqual(['run-end']);
});

test('an ending that was written although its answer was lost is recognised', async () => {
  const run = await rig.submit(rig.newUser(), savedPicture(), { withoutQueue: true });
  const claimed = await claim(run, leaseOf('w'));
  if (claimed === null) throw new Error('not claimed');
  const at = new Date();
  expect(await finish(claimed, 'succeeded', at)).toBe(true);
  expect(await finish(claimed, 'succeeded', at)).toBe(true);
  expect(await finish(claimed, 'succeeded', new Date(at.getTime() + 1))).toBe(false);
});

test('a run that stops runners three times fails with words that help, once', async () => {
  const user = rig.newUser();
  const run = await rig.submit(user, savedPicture(), { withoutQueue: true });
  const heard = await rig.hear(user);
  for (const outcome of ['queued', 'queued', 'failed']) {
    const claimed = await claim(run, leaseOf('w'));
    if (claimed === null) throw new Error('not claimed');
    expect(await releasePromptRun(settle(), run, claimed.lease, 'it crashed')).toBe(outcome);
  }
  const failed = await rig.ended(run.id);
  expect(failed).toMatchObject({ state: 'failed', attempt: 3, lease: null });
  expect(failed.error?.exceptionMessage).toMatch(
    /^The runner stopped while running this prompt: it crashed\. It was tried 3 times/,
  );
  await rig.until('the end to be told', () => heard.some(({ kind }) => kind === 'run-end'));
  const ends = heard.filter(({ kind }) => kind === 'run-end');
  expect(ends).toHaveLength(1);
  expect(ends[0]).toMatchObject({
    state: 'failed',
    promptId: run.promptId,
    message: { type: 'execution_error', data: { prompt_id: run.promptId, node_id: '' } },
  });
});

test('an attempt that only stood near a fault does not count', async () => {
  const run = await rig.submit(rig.newUser(), savedPicture(), { withoutQueue: true });
  for (let round = 0; round < 5; round += 1) {
    const claimed = await claim(run, leaseOf('w'));
    if (claimed === null) throw new Error('not claimed');
    expect(await releasePromptRun(settle(), run, claimed.lease, 'x', 'forgiven')).toBe('queued');
  }
  expect((await rig.db.promptRuns.findAsSystem(run.id))?.attempt).toBe(0);
});

test('a restarted worker gives back what its earlier start held, and nobody else’s', async () => {
  const [mine, other] = [
    await rig.submit(rig.newUser(), savedPicture(), { withoutQueue: true }),
    await rig.submit(rig.newUser(), savedPicture(), { withoutQueue: true }),
  ];
  await claim(mine, leaseOf('host-a'));
  await claim(other, leaseOf('host-b'));
  expect(await releasePredecessorRuns(settle(), 'host-a', 'a new boot')).toBe(1);
  expect((await rig.db.promptRuns.findAsSystem(mine.id))?.state).toBe('queued');
  expect((await rig.db.promptRuns.findAsSystem(other.id))?.state).toBe('running');
  expect(await rig.producer.isWaiting(mine.id, 'default')).toBe(true);
});

test('a run whose owner cancelled it while nobody held it is cancelled, not repeated', async () => {
  const user = rig.newUser();
  const run = await rig.submit(user, savedPicture(), { withoutQueue: true });
  await claim(run, leaseOf('w', Date.now() - 1));
  await rig.db.promptRuns.requestCancel(user, run.id);
  await releaseExpiredRuns(settle(), new Date());
  expect((await rig.ended(run.id)).state).toBe('cancelled');
});

test('waiting runs that the queue does not know are queued, also ten thousand of them', async () => {
  const user = rig.newUser();
  const template = await rig.submit(user, savedPicture(), { withoutQueue: true });
  const document = await rig.db.collections.promptRuns.findOne({ _id: template.id });
  const hex = (index: number) => index.toString(16).padStart(12, '0');
  await rig.db.collections.promptRuns.insertMany(
    Array.from({ length: 10_000 }, (_, index) => ({
      ...document,
      _id: `00000000-0000-8000-8000-${hex(index)}`,
      prompt_id: String(index),
      created_at: new Date(Date.now() - 60_000 + index),
    })),
  );
  const deps = { promptRuns: rig.db.promptRuns, producer: rig.producer };
  const later = new Date(Date.now() + 60_000);
  const first = await queueMissingRuns(deps, RECONCILE_START, later);
  expect(first.queued).toBeGreaterThanOrEqual(10_000);
  expect((await rig.producer.scheduler.userState(user, 'default')).waiting).toBe(10_001);

  const second = await queueMissingRuns(deps, RECONCILE_START, later);
  expect(second.queued).toBe(0);
});
