/**
 * Objects of a run that no document names are taken out. They come from claims that were lost while they
 * stored: a frozen worker goes on where it stood, and an object store finishes an upload whose sender is
 * long dead.
 */
import type { RunId } from '@/lib/kernel/ids';
import { claimOf, runPrefixes, type RunPlace } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';
import type { StorageRepository } from '@/prisma-free-db/repositories/storage';

interface RemoveDeps {
  readonly store: Pick<ObjectStore, 'list' | 'remove'>;
  readonly storage: Pick<StorageRepository, 'namedKeysAsSystem'>;
}

/**
 * @param isOver whether the claim with this number cannot record anything any more
 * @returns how many were removed
 */
export async function removeUnnamedResults(
  { store, storage }: RemoveDeps,
  run: RunPlace,
  isOver: (claim: number) => boolean,
): Promise<number> {
  let removed = 0;
  for (const prefix of runPrefixes(run)) {
    for await (const page of store.list(prefix)) {
      const over = page.filter((key) => isOver(claimOf(key, run)));
      if (over.length === 0) continue;
      const named = new Set(await storage.namedKeysAsSystem(over));
      const unnamed = over.filter((key) => !named.has(key));
      await store.remove(unnamed);
      removed += unnamed.length;
    }
  }
  return removed;
}

/** A run is looked at when so much time has passed since its end, and once more later. */
const LOOKS_AFTER_MS = [15_000, 120_000] as const;
const WINDOW_MS = 600_000;
const BATCH = 200;

interface ChoreDeps extends RemoveDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'listRepeatedAsSystem'>;
}

/** Looks after runs that were claimed more than once, when they have ended. @returns a chore */
export function createRepeatedRunsChore(deps: ChoreDeps): (now: Date) => Promise<number> {
  const looks = new Map<RunId, number>();

  return async (now) => {
    const [first] = LOOKS_AFTER_MS;
    const after = new Date(now.getTime() - WINDOW_MS);
    const before = new Date(now.getTime() - first);
    const runs = await deps.promptRuns.listRepeatedAsSystem(after, before, BATCH);
    let removed = 0;
    for (const run of runs) {
      const sinceMs = now.getTime() - (run.finishedAt?.getTime() ?? 0);
      const due = LOOKS_AFTER_MS.filter((ms) => sinceMs >= ms).length;
      if ((looks.get(run.id) ?? 0) >= due) continue;
      removed += await removeUnnamedResults(deps, run, () => true);
      looks.set(run.id, due);
    }
    const known = new Set(runs.map(({ id }) => id));
    for (const id of looks.keys()) if (!known.has(id)) looks.delete(id);
    return removed;
  };
}
