/** The gallery by the editor's workflows, on a real database. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Generation } from '@/lib/domain/generation';
import type { HistorySlice } from '@/lib/domain/gallery-item';
import type { GalleryFacets } from '@/lib/features/gallery/list-facets';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';
import { makeGeneration } from '../support/make-generation';

let rig: HttpRig;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
});
afterAll(() => rig.stop());

const DAY = Date.UTC(2026, 4, 1);
const at = (minute: number): Date => new Date(DAY + minute * 60_000);

async function record({ user }: HttpUser, filename: string, more: Partial<Generation>) {
  await rig.db.generations.put(makeGeneration(user.id, filename, more));
}

async function ask<T>(user: HttpUser, path: string): Promise<T> {
  const answer = await user.fetch(path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

test('the caller’s own workflows are offered, the last used first, and filter the list', async () => {
  const [ada, bob] = await Promise.all([rig.user(), rig.user()]);
  const [cats, dogs] = ['cats-id', 'dogs-id'];
  await record(ada, 'cat_1.png', { createdAt: at(1), editorWorkflowId: cats });
  await record(ada, 'dog.png', { createdAt: at(2), editorWorkflowId: dogs });
  await record(ada, 'cat_2.png', { createdAt: at(3), editorWorkflowId: cats, workflowId: 'x' });
  await record(ada, 'gone.png', { createdAt: at(4), editorWorkflowId: dogs, deletedAt: at(5) });
  await record(ada, 'preview.png', { createdAt: at(6), editorWorkflowId: dogs, type: 'temp' });
  await record(ada, 'script.png', { createdAt: at(7) });
  await record(bob, 'theirs.png', { createdAt: at(8), editorWorkflowId: cats });

  const { workflows } = await ask<GalleryFacets>(ada, '/api/history/facets');
  expect(workflows).toEqual([
    { id: cats, count: 2, newestAt: at(3).toISOString(), newestName: 'cat_2.png' },
    { id: dogs, count: 1, newestAt: at(2).toISOString(), newestName: 'dog.png' },
  ]);
  const { items } = await ask<HistorySlice>(ada, `/api/history?cursor=&editor=${cats}`);
  expect(items.map(({ filename }) => filename)).toEqual(['cat_2.png', 'cat_1.png']);
  expect(items.map(({ editorWorkflowId }) => editorWorkflowId)).toEqual([cats, cats]);
});

test('no more than the 50 that were used last', async () => {
  const ada = await rig.user();
  for (let number = 1; number <= 52; number += 1) {
    const editorWorkflowId = `workflow-${number}`;
    await record(ada, `${number}.png`, { createdAt: at(number), editorWorkflowId });
  }
  const { workflows } = await ask<GalleryFacets>(ada, '/api/history/facets');
  expect(workflows).toHaveLength(50);
  expect(workflows[0]?.id).toBe('workflow-52');
  expect(workflows.at(-1)?.id).toBe('workflow-3');
});
