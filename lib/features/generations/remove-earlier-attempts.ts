/**
 * A run that was claimed again has one set of results: what earlier claims stored is taken out. Each
 * claim has a folder of its own in object storage, so this also finds what a worker stored and could not
 * record before it died, and never touches what a later claim writes.
 */
import type { PromptRun } from '@/lib/domain/prompt-run';
import { claimOf, runPrefixes } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

interface RemoveDeps {
  readonly store: ObjectStore;
  readonly generations: GenerationRepository;
}

/** May be repeated. @param run as this claim holds it, after everything of this claim is recorded */
export async function removeEarlierAttempts(
  { store, generations }: RemoveDeps,
  run: PromptRun,
): Promise<void> {
  const { userId, id, claims } = run;
  if (claims <= 1) return;
  const replaced = await generations.listOfEarlierClaims(userId, id, claims);
  const keys = replaced.flatMap(({ s3Key, thumbs }) => [s3Key, ...thumbs.map(({ key }) => key)]);
  for (const prefix of runPrefixes(run)) {
    for await (const page of store.list(prefix)) {
      keys.push(...page.filter((key) => claimOf(key, run) < claims));
    }
  }
  await store.remove([...new Set(keys)]);
  await generations.removeOfEarlierClaims(userId, id, claims);
}
