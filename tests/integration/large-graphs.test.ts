/** Queue and history of somebody whose graphs are large: everything is listed, not every graph is there. */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { runIdFor } from '@/lib/kernel/ids';
import { startGatewayRig, type GatewayRig, type RigUser } from '@/tests/support/gateway-rig';
import { graph, submit } from '@/tests/support/rig-runs';

type Item = readonly [number: number, promptId: string, graph: object, extra: object, ids: unknown];

const MIB = 1024 * 1024;
let rig: GatewayRig;
beforeAll(async () => {
  rig = await startGatewayRig();
});
afterAll(() => rig.stop());

const runIdOf = ({ user }: RigUser, promptId: string) => runIdFor(user.id, promptId);

test('graphs are shown until there are 64 MiB of them; runs of earlier versions have theirs', async () => {
  const user = await rig.user();
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) ids.push((await submit(user)).prompt_id);
  const runIds = ids.map((id) => runIdOf(user, id));
  const { promptRuns } = rig.db.collections;
  const runs = { _id: { $in: runIds }, user_id: user.user.id };
  const shown = async (): Promise<object[]> => {
    const { queue_pending: items } = await user.get<{ queue_pending: Item[] }>('/queue');
    expect(items.map(([, id]) => id)).toEqual(ids);
    return items.map(([, , its]) => its);
  };
  const stored = await rig.db.promptRuns.findAsSystem(runIds[0] ?? runIdOf(user, ''));
  expect(stored?.graphBytes).toBeGreaterThan(JSON.stringify(graph()).length);
  expect(await shown()).toEqual([graph(), graph(), graph()]);

  await promptRuns.updateMany(runs, { $set: { graph_bytes: 40 * MIB } });
  expect(await shown()).toEqual([graph(), graph(), {}]);

  const ended = { state: 'succeeded', started_at: new Date(), finished_at: new Date() };
  await promptRuns.updateMany(runs, { $set: ended });
  const history = await user.get<Record<string, { prompt: Item }>>('/history');
  // The oldest one is without.
  expect(ids.map((id) => history[id]?.prompt[2])).toEqual([{}, graph(), graph()]);
  const [oldest = ''] = ids;
  const alone = await user.get<Record<string, { prompt: Item }>>(`/history/${oldest}`);
  expect(alone[oldest]?.prompt[2]).toEqual(graph());

  await promptRuns.updateMany(runs, { $unset: { graph_bytes: '' } });
  const earlier = await user.get<Record<string, { prompt: Item }>>('/history');
  expect(ids.map((id) => earlier[id]?.prompt[2])).toEqual([graph(), graph(), graph()]);
});
