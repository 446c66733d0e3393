/** Workspaces with a real ComfyUI, where one is at hand (COMFYUI_DIR): two people, two slots, a third. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readVariables } from '@/cli/launcher/environment.mjs';
import { runnerOn } from '@/tests/support/runner-process';
import { startStack, type Stack } from '@/tests/support/stack';
import { waitFor } from '@/tests/support/wait-for';
import { savedPicture } from '@/tests/support/worker-graphs';
import { WorkspaceVisitor } from '@/tests/support/workspace-visitor';

const LIMIT_MS = 900_000;

describe.runIf(readVariables()['COMFYUI_DIR'] !== undefined)('with a real ComfyUI', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      slots: 2,
      comfyui: true,
      env: { WORKSPACE_LOAD_MAX: '1000', WORKSPACE_MEMORY_MAX_PERCENT: '100' },
    });
  }, LIMIT_MS);
  afterAll(() => stack.stop(), LIMIT_MS);

  const documentOf = async ({ user }: WorkspaceVisitor) => {
    const [live] = await stack.db.workspaces.listLive(user.id as never);
    if (live === undefined) throw new Error('no workspace');
    return live;
  };
  const leaveAlone = async (visitor: WorkspaceVisitor): Promise<void> => {
    const { id } = await documentOf(visitor);
    const longAgo = new Date(Date.now() - 3_600_000);
    await stack.db.collections.workspaces.updateOne(
      { _id: id },
      { $set: { activity_at: longAgo } },
    );
  };

  test(
    'two people work side by side; a killed process recovers; who idles makes room for a third',
    async () => {
      const [ada, bob, eve] = [
        await WorkspaceVisitor.of(stack),
        await WorkspaceVisitor.of(stack),
        await WorkspaceVisitor.of(stack),
      ] as const;
      const [adas, bobs] = await Promise.all([ada.open(), bob.open()]);
      await Promise.all([ada.run(adas, savedPicture(64, 1)), bob.run(bobs, savedPicture(64, 2))]);
      for (const { user } of [ada, bob]) {
        const mine = { user_id: user.id, type: 'output' };
        expect(await stack.db.collections.generations.countDocuments(mine)).toBe(1);
      }
      expect([(await bob.fetch(adas)).status, (await ada.fetch(bobs)).status]).toEqual([403, 403]);
      // Its own process says how it was started; its packs' files are served.
      const stats = (await (await ada.fetch(`${adas}api/system_stats`)).json()) as {
        system: { argv: string[] };
      };
      expect(stats.system.argv).toContain('--port');
      expect((await ada.fetch(`${adas}api/extensions`)).status).toBe(200);
      expect((await ada.fetch(`${adas}internal/folder_paths`)).status).toBe(200);

      const before = await documentOf(ada);
      const pid = await runnerOn(before.runner?.port ?? 0);
      if (process.getuid?.() === 0) expect(before.isolation).toBe('user+mounts');
      process.kill(pid ?? 0, 'SIGKILL');
      const again = await waitFor(
        async () => {
          const now = await documentOf(ada);
          return now.state === 'ready' && now.restarts === 1 && now;
        },
        'another process',
        LIMIT_MS,
      );
      expect(again.tokenHash).toBe(before.tokenHash);
      await ada.run(adas, savedPicture(64, 3));

      await eve.start();
      expect((await eve.overview()).workspace?.position).toBe(1);
      const bobsPort = (await documentOf(bob)).runner?.port ?? 0;
      await leaveAlone(bob);
      const { reason } = await bob.until('over', ({ state }) => state === 'ended');
      expect(reason).toBe('idle');
      expect(await runnerOn(bobsPort)).toBeNull();
      const { path } = await eve.until('ready', ({ state }) => state === 'ready');
      await eve.run(path ?? '', savedPicture(64, 4));
      await Promise.all([ada.end(), eve.end()]);
    },
    LIMIT_MS,
  );
});
