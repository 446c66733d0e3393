/** The proof of isolation finds holes that are put in on purpose, each of another kind, and none otherwise. */
import { afterEach, beforeEach, expect, inject, test } from 'vitest';

import type { ProofSheet } from '@/lib/domain/proof';
import { apiTargets, gatewayTargets } from '@/lib/gateway/proof/list-targets';
import { runProof } from '@/lib/gateway/proof/run-proof';
import type { RunId, UserId } from '@/lib/kernel/ids';

import { apiPatterns } from '../support/app-routes';
import { startHttpRig, type HttpRig } from '../support/http-rig';

let rig: HttpRig;
beforeEach(async () => {
  rig = await startHttpRig(inject('services'));
  await rig.offer('rig:0');
});
afterEach(() => rig.stop());

const prove = (): Promise<ProofSheet> =>
  runProof(rig.web, {
    ...{ origin: rig.origin, by: 'admin@example.org' },
    targets: [...gatewayTargets(), ...apiTargets(apiPatterns())],
  });
const holesOf = ({ lines }: ProofSheet): string[] =>
  lines.filter(({ verdict }) => verdict === 'hole').map(({ what }) => what);

test('the system as it is has no hole, the sheet is kept and the two users are gone', async () => {
  const sheet = await prove();
  expect(sheet.lines.filter(({ verdict }) => verdict !== 'closed')).toEqual([]);
  expect(sheet.tries).toBeGreaterThan(500);
  const tried = new Set(sheet.lines.map(({ what }) => what));
  for (const { method, pattern } of gatewayTargets())
    expect(tried).toContain(`${method} ${pattern}`);
  expect(tried).toContain('DELETE /api/generations/{id}');
  expect(await rig.db.proofSheets.findAsSystem(sheet.id)).toEqual(sheet);
  expect(await rig.db.users.countAsSystem()).toBe(0);
  for (const name of ['promptRuns', 'generations', 'uploads', 'userFiles'] as const) {
    expect([name, await rig.db.collections[name].countDocuments({})]).toEqual([name, 0]);
  }
}, 120_000);

test('a query that forgets the owner is found', async () => {
  const { promptRuns } = rig.db;
  Object.assign(promptRuns, {
    find: (_: UserId, runId: RunId) => promptRuns.findAsSystem(runId),
  });
  const { generations } = rig.db;
  Object.assign(rig.db.generations, {
    async find(_: UserId, id: string) {
      const document = await rig.db.collections.generations.findOne({ _id: id });
      const owner = document?.['user_id'] as UserId | undefined;
      const [found] =
        owner === undefined
          ? []
          : await generations.listByRun(owner, document?.['run_id'] as RunId);
      return found ?? null;
    },
  });
  expect(holesOf(await prove())).toContain('GET /studio/api/view');
}, 120_000);

test('a change of another’s things is found, though the answer looks well', async () => {
  Object.assign(rig.db.promptRuns, {
    async hideFinished() {
      const { deletedCount } = await rig.db.collections.promptRuns.deleteMany({
        state: 'succeeded',
      });
      return deletedCount;
    },
  });
  expect(holesOf(await prove())).toContain('POST /studio/api/history');
}, 120_000);

test('an answer that tells another’s from nothing is found', async () => {
  const { userFiles, collections } = { ...rig.db };
  const read = userFiles.read.bind(userFiles);
  Object.assign(userFiles, {
    async read(userId: UserId, path: string) {
      if ((await collections.userFiles.countDocuments({ path })) > 0) {
        const own = await read(userId, path);
        if (own === null) throw new Error('not yours');
      }
      return read(userId, path);
    },
  });
  expect(holesOf(await prove())).toContain('GET /studio/api/userdata/{file}');
}, 120_000);

test('events that reach somebody else are found', async () => {
  const { publisher } = rig.web;
  const publish = publisher.publish.bind(publisher);
  Object.assign(publisher, {
    publish(userId: UserId, event: Parameters<typeof publish>[1]) {
      publish(userId, event);
      void rig.db.users.listAsSystem(10).then((users) => {
        for (const { id } of users) if (id !== userId) publish(id, event);
      });
    },
  });
  const holes = holesOf(await prove());
  expect(holes.some((what) => what.startsWith('the live views'))).toBe(true);
}, 120_000);
