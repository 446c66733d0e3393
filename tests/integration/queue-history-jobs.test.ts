/** Queue, history and jobs with real Redis and a real database and no worker. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';

import { runIdFor, type RunId } from '@/lib/kernel/ids';
import { startGatewayRig, type GatewayRig, type RigUser } from '@/tests/support/gateway-rig';
import { findRun, finish, graph, RUN_FILE, start, submit } from '@/tests/support/rig-runs';

let rig: GatewayRig;
beforeAll(async () => {
  rig = await startGatewayRig();
});
afterAll(() => rig.stop());

describe('queue, interrupt and cancel', () => {
  test('the queue shows running and waiting prompts, oldest first, with their graphs', async () => {
    const user = await rig.user();
    const [first, second, third] = [await submit(user), await submit(user), await submit(user)];
    await start(rig, user, first.prompt_id);
    expect(await user.get('/queue')).toMatchObject({
      queue_running: [[1, first.prompt_id, graph(), {}, ['9']]],
      queue_pending: [
        [2, second.prompt_id, graph(), {}, ['9']],
        [3, third.prompt_id, graph(), {}, ['9']],
      ],
    });
  });

  test('what a slot only holds ready waits, in the queue as in the jobs, and begins when its runner says so', async () => {
    const user = await rig.user();
    const [held, waiting] = [await submit(user), await submit(user)];
    const { scheduler } = rig.producer;
    const runId = runIdFor(user.user.id, held.prompt_id);
    const offer = { slotId: 'w:0', nodesHash: 'n', models: [] };
    // Others' turns may come first.
    const others: RunId[] = [];
    for (;;) {
      const picked = await scheduler.pick('default', offer);
      if (picked === runId || picked === null) break;
      others.push(picked);
    }
    for (const other of others) await scheduler.putBack(other, 'default', 'w:0');
    await start(rig, user, held.prompt_id);
    const shown = async () => {
      const statuses = async (query: string): Promise<[string, string][]> => {
        const { jobs } = await user.get<{ jobs: { id: string; status: string }[] }>(
          `/api/jobs?${query}`,
        );
        return jobs.map(({ id, status }) => [id, status]);
      };
      const queue = await user.get<Record<string, [number, string][]>>('/queue');
      const job = await user.get<{ status: string }>(`/api/jobs/${held.prompt_id}`);
      return {
        running: queue['queue_running']?.map(([, id]) => id),
        pending: queue['queue_pending']?.map(([, id]) => id),
        both: await statuses('status=pending,in_progress&sort_order=asc'),
        inProgress: await statuses('status=in_progress'),
        waits: await statuses('status=pending&sort_order=asc&limit=1'),
        job: job.status,
      };
    };
    const [first, second] = [held.prompt_id, waiting.prompt_id];
    expect(await shown()).toEqual({
      ...{ running: [], pending: [first, second], job: 'pending' },
      both: [
        [first, 'pending'],
        [second, 'pending'],
      ],
      ...{ inProgress: [], waits: [[first, 'pending']] },
    });
    await scheduler.started(runId, 'default', 'w:0');
    expect(await shown()).toEqual({
      ...{ running: [first], pending: [second], job: 'in_progress' },
      both: [
        [first, 'in_progress'],
        [second, 'pending'],
      ],
      ...{ inProgress: [[first, 'in_progress']], waits: [[second, 'pending']] },
    });
  });

  test('deleting from the queue takes out waiting prompts only', async () => {
    const user = await rig.user();
    const [running, waiting] = [await submit(user), await submit(user)];
    await start(rig, user, running.prompt_id);
    const ids = [running.prompt_id, waiting.prompt_id, 'unknown', 5];
    expect((await user.post('/api/queue', { delete: ids })).status).toBe(200);
    expect((await findRun(rig, user, running.prompt_id)).state).toBe('running');
    expect(await findRun(rig, user, waiting.prompt_id)).toMatchObject({ state: 'cancelled' });
    expect(await user.get('/api/history')).toEqual({});
    expect(await user.get('/api/jobs')).toMatchObject({ pagination: { total: 1 } });
  });

  test('interrupting without an id stops all that the caller runs, and workers hear of it', async () => {
    const [ann, bob] = [await rig.user(), await rig.user()];
    const [mine, waiting, theirs] = [await submit(ann), await submit(ann), await submit(bob)];
    await start(rig, ann, mine.prompt_id);
    await start(rig, bob, theirs.prompt_id);
    const listening = rig.redis.duplicate();
    const heard: string[] = [];
    await listening.connect().catch(() => undefined);
    await listening.subscribe(`${rig.prefix}:cancel`);
    listening.on('message', (_channel, runId: string) => heard.push(runId));

    expect((await ann.post('/api/interrupt')).status).toBe(200);
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual([runIdFor(ann.user.id, mine.prompt_id)]);
    expect((await findRun(rig, ann, mine.prompt_id)).cancelRequested).toBe(true);
    expect(await findRun(rig, ann, waiting.prompt_id)).toMatchObject({ state: 'queued' });
    expect((await findRun(rig, bob, theirs.prompt_id)).cancelRequested).toBe(false);
    expect((await ann.post('/api/interrupt', [])).status).toBe(400);
    listening.disconnect();
  });

  test('interrupting by id leaves waiting prompts alone', async () => {
    const user = await rig.user();
    const { prompt_id: promptId } = await submit(user);
    expect((await user.post('/api/interrupt', { prompt_id: promptId })).status).toBe(200);
    expect(await findRun(rig, user, promptId)).toMatchObject({
      state: 'queued',
      cancelRequested: false,
    });
  });

  test('a job is cancelled whether it waits or runs, and an ended one is not', async () => {
    const user = await rig.user();
    const [running, waiting] = [await submit(user), await submit(user)];
    await start(rig, user, running.prompt_id);
    const cancel = async (path: string, body?: unknown) =>
      (await (await user.post(path, body)).json()) as unknown;
    expect(await cancel(`/api/jobs/${waiting.prompt_id}/cancel`)).toEqual({ cancelled: true });
    expect(await cancel(`/api/jobs/${waiting.prompt_id}/cancel`)).toEqual({ cancelled: false });
    const both = { job_ids: [running.prompt_id, waiting.prompt_id] };
    expect(await cancel('/api/jobs/cancel', both)).toEqual({ cancelled: true });
    expect((await findRun(rig, user, running.prompt_id)).cancelRequested).toBe(true);
    expect(await cancel('/api/jobs/cancel', { job_ids: ['x', 5] })).toMatchObject({
      invalid_ids: ['x', 5],
    });
    expect((await user.post('/api/jobs/cancel', '{')).status).toBe(400);
  });

  test('another user’s ids do nothing and show nothing', async () => {
    const [ann, bob] = [await rig.user(), await rig.user()];
    const [running, waiting] = [await submit(ann), await submit(ann)];
    await start(rig, ann, running.prompt_id);
    const ids = [running.prompt_id, waiting.prompt_id];
    await bob.post('/api/queue', { delete: ids, clear: true });
    await bob.post('/api/history', { delete: ids, clear: true });
    for (const id of ids) {
      await bob.post('/api/interrupt', { prompt_id: id });
      expect(await (await bob.post(`/api/jobs/${id}/cancel`)).json()).toEqual({ cancelled: false });
      expect((await bob.fetch(`/api/jobs/${id}`)).status).toBe(404);
      expect(await bob.get(`/api/history/${id}`)).toEqual({});
    }
    expect(await bob.get('/api/queue')).toEqual({ queue_running: [], queue_pending: [] });
    expect(await findRun(rig, ann, running.prompt_id)).toMatchObject({ cancelRequested: false });
    expect(await findRun(rig, ann, waiting.prompt_id)).toMatchObject({ state: 'queued' });
  });
});

describe('history and jobs', () => {
  const number = z.number();
  const count = number.int().nullish();
  /** As strict as the newest editor: one row that does not fit empties its whole list. */
  const jobSchema = z.object({
    id: z.string(),
    status: z.enum(['pending', 'in_progress', 'completed', 'failed', 'cancelled']),
    create_time: number,
    priority: number.optional(),
    execution_start_time: number.nullish(),
    execution_end_time: number.nullish(),
    execution_error: z
      .object({
        node_id: z.string(),
        node_type: z.string(),
        exception_message: z.string(),
        exception_type: z.string(),
        traceback: z.array(z.string()),
      })
      .loose()
      .nullish(),
    outputs_count: count,
    previewable_outputs_count: count,
    preview_output: z
      .object({
        nodeId: z.string(),
        mediaType: z.string(),
        type: z.enum(['input', 'output', 'temp']).optional(),
      })
      .loose()
      .nullish(),
    workflow_id: z.string().nullish(),
  });
  const pageSchema = z.object({
    jobs: z.array(jobSchema),
    pagination: z.object({ offset: number, limit: number, total: number, has_more: z.boolean() }),
  });
  type Page = z.infer<typeof pageSchema>;

  /** A user with a run in each state, in the order of submission. */
  async function busyUser() {
    const user = await rig.user();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push((await submit(user)).prompt_id);
    const [done = '', failed = '', stopped = '', running = ''] = ids;
    for (const id of [done, failed, stopped, running]) await start(rig, user, id);
    const error = {
      nodeId: '1',
      nodeType: 'EmptyImage',
      exceptionType: 'ValueError',
      exceptionMessage: 'too big\n',
      traceback: ['here'],
    };
    await finish(rig, user, done);
    await finish(rig, user, failed, 'failed', error);
    await finish(rig, user, stopped, 'cancelled');
    return { user, ids };
  }

  const jobsOf = async (user: RigUser, query: string): Promise<Page> =>
    pageSchema.parse(await user.get(`/api/jobs${query}`));

  test('every row of every state passes the editor’s own check, newest first', async () => {
    const { user, ids } = await busyUser();
    const { jobs, pagination } = await jobsOf(user, '?limit=200&offset=0');
    expect(jobs.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(jobs.map(({ status }) => status).toReversed()).toEqual([
      'completed',
      'failed',
      'cancelled',
      'in_progress',
      'pending',
    ]);
    expect(pagination).toEqual({ offset: 0, limit: 200, total: 5, has_more: false });
    const done = jobs.at(-1);
    expect(done).toMatchObject({
      outputs_count: 1,
      previewable_outputs_count: 1,
      preview_output: { filename: 'a.png', nodeId: '9', mediaType: 'images', generation: 'g1' },
    });
  });

  test('jobs are filtered, sorted and paged', async () => {
    const { user, ids } = await busyUser();
    const [done, failed, stopped, running, waiting] = ids;
    const idsOf = async (query: string) => (await jobsOf(user, query)).jobs.map(({ id }) => id);
    expect(await idsOf('?status=in_progress,pending')).toEqual([waiting, running]);
    expect(await idsOf('?status=completed,failed,cancelled&sort_order=asc')).toEqual([
      done,
      failed,
      stopped,
    ]);
    const page = await jobsOf(user, '?limit=2&offset=1');
    expect(page.jobs.map(({ id }) => id)).toEqual([running, stopped]);
    expect(page.pagination).toEqual({ offset: 1, limit: 2, total: 5, has_more: true });
    expect(await idsOf('?workflow_id=none')).toEqual([]);
    expect(await idsOf('?sort_by=execution_duration&limit=3')).toHaveLength(3);
    for (const bad of ['?limit=0', '?limit=x', '?status=done', '?sort_by=size', '?sort_order=up']) {
      const response = await user.fetch(`/api/jobs${bad}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.any(String) as string });
    }
  });

  test('a job’s details hold its outputs, how it went, and its graph', async () => {
    const { user, ids } = await busyUser();
    const [done, failed, , , waiting] = ids;
    expect(await user.get(`/api/jobs/${done ?? ''}`)).toMatchObject({
      outputs: { '9': { images: [{ filename: 'a.png', generation: 'g1' }] } },
      execution_status: { status_str: 'success', completed: true },
      workflow: { prompt: graph() },
    });
    expect(await user.get(`/api/jobs/${failed ?? ''}`)).toMatchObject({
      execution_error: { prompt_id: failed, node_id: '1', exception_message: 'too big\n' },
      execution_status: {
        status_str: 'error',
        messages: [['execution_error', { prompt_id: failed }]],
      },
    });
    expect(await user.get(`/api/jobs/${waiting ?? ''}`)).not.toHaveProperty('outputs');
  });

  test('history holds ended prompts, oldest first, and pages from both ends', async () => {
    const { user, ids } = await busyUser();
    const [done, failed, stopped] = ids;
    const keys = async (query: string) => Object.keys(await user.get(`/api/history${query}`));
    expect(await keys('')).toEqual([done, failed, stopped]);
    expect(await keys('?max_items=2')).toEqual([failed, stopped]);
    expect(await keys('?max_items=2&offset=-1')).toEqual([failed, stopped]);
    expect(await keys('?max_items=1&offset=1')).toEqual([failed]);
    expect((await user.fetch('/api/history?max_items=x')).status).toBe(400);
    expect(await user.get(`/history/${done ?? ''}`)).toEqual({
      [done ?? '']: {
        prompt: [1, done, graph(), { create_time: expect.any(Number) as number }, ['9']],
        outputs: {
          '9': {
            images: [RUN_FILE],
          },
        },
        status: {
          status_str: 'success',
          completed: true,
          messages: [['execution_success', { prompt_id: done, timestamp: 1 }]],
        },
        meta: {},
      },
    });
    expect(await user.get('/history/unknown')).toEqual({});
  });

  test('deleting from the history leaves what has not ended', async () => {
    const { user, ids } = await busyUser();
    const [done, , , running] = ids;
    expect((await user.post('/api/history', { delete: [done, running] })).status).toBe(200);
    expect(Object.keys(await user.get('/api/history'))).toEqual(ids.slice(1, 3));
    await user.post('/api/history', { clear: true });
    expect(await user.get('/api/history')).toEqual({});
    expect(await user.get('/prompt')).toEqual({ exec_info: { queue_remaining: 2 } });
  });

  test('what was taken out of the history is nowhere shown, and its id stays used', async () => {
    const { user, ids } = await busyUser();
    const [done = '', failed = ''] = ids;
    const userId = user.user.id;
    const runId = runIdFor(userId, done);
    await rig.db.collections.promptRuns.updateOne(
      { _id: runId, user_id: userId },
      { $set: { reuse_key: 'key', client_id: 'client' } },
    );
    const { promptRuns } = rig.db;
    const listed = async () => [
      await promptRuns.findReusable(userId, 'key'),
      ...(await promptRuns.listByClient(userId, 'client', new Date(0))),
      ...(await promptRuns.findMany(userId, [runId])).values(),
    ];
    expect((await listed()).map((run) => run?.id)).toEqual([runId, runId, runId]);
    await user.post('/api/history', { delete: [done] });
    expect(await listed()).toEqual([null]);
    expect(await user.get(`/api/history/${done}`)).toEqual({});
    expect((await user.fetch(`/api/jobs/${done}`)).status).toBe(404);
    const { jobs, pagination } = await jobsOf(user, '?limit=200&offset=0');
    expect(jobs.map(({ id }) => id)).not.toContain(done);
    expect(pagination.total).toBe(4);
    // The system still knows that it ran, not what it gave out.
    expect(await promptRuns.findAsSystem(runId)).toMatchObject({ state: 'succeeded', outputs: {} });
    expect(await promptRuns.highestNumber(userId)).toBe(5);

    await user.post('/api/history', { clear: true });
    for (const promptId of [done, failed]) {
      const before = await promptRuns.findGraph(userId, runIdFor(userId, promptId));
      const again = await user.post('/api/prompt', {
        prompt: graph({ color: 7 }),
        prompt_id: promptId,
      });
      expect(again.status).toBe(409);
      expect(await promptRuns.findGraph(userId, runIdFor(userId, promptId))).toEqual(before);
    }
  });
});
