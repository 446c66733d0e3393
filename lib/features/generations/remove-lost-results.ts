/**
 * A worker that lost its run may still have been storing files when another claim ended: what it stored
 * and no document names is taken out again. What the other claim has not replaced yet stays, and is that
 * claim's to remove.
 */
import type { PromptRun } from '@/lib/domain/prompt-run';
import { claimOf, runPrefixes } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

interface RemoveDeps {
  readonly store: ObjectStore;
  readonly generations: Pick<GenerationRepository, 'listByRun'>;
}

/** @param run as the claim held it that was lost; all of its storing has ended */
export async function removeLostResults(
  { store, generations }: RemoveDeps,
  run: PromptRun,
): Promise<void> {
  for (const prefix of runPrefixes(run)) {
    for await (const page of store.list(prefix)) {
      const ours = page.filter((key) => claimOf(key, run) === run.claims);
      if (ours.length === 0) continue;
      const named = await generations.listByRun(run.userId, run.id);
      const kept = new Set(named.map(({ s3Key }) => s3Key));
      await store.remove(ours.filter((key) => !kept.has(key)));
    }
  }
}
