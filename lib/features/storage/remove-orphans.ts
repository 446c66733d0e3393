/**
 * Objects that no document names: what a crash between object and document left, or a removal that
 * broke off. Only keys of our own layout are looked at, only after a time of grace, and what any
 * document names stays, whoever owns it. A round looks at some pages and goes on there the next time.
 */
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import { describeKey, OBJECTS_ROOT } from '@/lib/storage/keys';
import type { ListedObject, ObjectStore } from '@/lib/storage/object-store';
import type { ShareRepository } from '@/prisma-free-db/repositories/shares';
import type { StorageRepository } from '@/prisma-free-db/repositories/storage';

export interface OrphanDeps {
  readonly store: Pick<ObjectStore, 'head' | 'listPage' | 'remove'>;
  readonly storage: Pick<StorageRepository, 'namedKeysAsSystem' | 'knownGenerationsAsSystem'>;
  readonly shares: Pick<ShareRepository, 'knownAsSystem'>;
  readonly log: Logger;
}

export interface OrphanRules {
  /** `log`: found ones are only written to the log. */
  readonly mode: 'off' | 'log' | 'remove';
  /** Younger objects may still get their document. */
  readonly graceMs: number;
}

const PAGE = 1_000;
const PAGES_A_ROUND = 5;
const NAMED_IN_LOG = 20;

/** @returns a chore that remembers where it stands; its result is how many were removed, or found */
export function createOrphanChore(
  deps: OrphanDeps,
  { mode, graceMs }: OrphanRules,
): (now: Date) => Promise<number> {
  let after = '';
  return async (now) => {
    if (mode === 'off') return 0;
    let found = 0;
    for (let page = 0; page < PAGES_A_ROUND; page += 1) {
      const listed = await deps.store.listPage(OBJECTS_ROOT, { after, limit: PAGE });
      const before = now.getTime() - graceMs;
      const old = listed.filter(({ modifiedAt }) => modifiedAt.getTime() < before);
      const orphans = await findOrphans(deps, old);
      if (orphans.length > 0) {
        const still = mode === 'remove' ? await stillOrphans(deps, orphans, before) : orphans;
        await settle(deps, still, mode);
        found += still.length;
      }
      after = listed.length < PAGE ? '' : (listed.at(-1)?.key ?? '');
      if (after === '') break;
    }
    return found;
  };
}

/** Asked again: since the first answer a document may have come, or the same bytes once more. */
async function stillOrphans(
  deps: OrphanDeps,
  orphans: readonly ListedObject[],
  beforeMs: number,
): Promise<ListedObject[]> {
  const unchanged: ListedObject[] = [];
  for (const orphan of orphans) {
    const facts = await deps.store.head(orphan.key);
    if (facts !== null && facts.modifiedAt.getTime() < beforeMs) unchanged.push(orphan);
  }
  return findOrphans(deps, unchanged);
}

async function settle(
  { store, log }: OrphanDeps,
  orphans: readonly ListedObject[],
  mode: 'log' | 'remove',
): Promise<void> {
  const bytes = orphans.reduce((sum, one) => sum + one.bytes, 0);
  const keys = orphans.map(({ key }) => key);
  const facts = { count: keys.length, bytes, keys: keys.slice(0, NAMED_IN_LOG) };
  if (mode === 'log') {
    log.warn(facts, 'objects without a document; ORPHAN_OBJECTS=remove would remove them');
    return;
  }
  try {
    await store.remove(keys);
    log.info(facts, 'objects without a document removed');
  } catch (error) {
    log.warn({ ...facts, error: errorMessage(error) }, 'objects without a document not removed');
  }
}

/** Those of the objects that nothing names. Keys of no known layout are nobody's business here. */
async function findOrphans(
  { storage, shares }: OrphanDeps,
  objects: readonly ListedObject[],
): Promise<ListedObject[]> {
  const known = objects.flatMap((object) => {
    const described = describeKey(object.key);
    return described === null ? [] : [{ object, described }];
  });
  const idsOf = (kind: 'thumbnail' | 'shared'): string[] =>
    known.flatMap(({ described }) => {
      if (described.kind !== kind) return [];
      return described.kind === 'thumbnail' ? described.generationId : described.shareId;
    });
  const keys = known.flatMap(({ object, described }) =>
    described.kind === 'file' ? [object.key] : [],
  );
  const [generationIds, shareIds] = [idsOf('thumbnail'), idsOf('shared')];
  const nothing = new Set<string>();
  const [generations, open, named] = await Promise.all([
    generationIds.length === 0 ? nothing : storage.knownGenerationsAsSystem(generationIds),
    shareIds.length === 0 ? nothing : shares.knownAsSystem(shareIds),
    keys.length === 0 ? nothing : storage.namedKeysAsSystem(keys),
  ]);
  const isNamed = ({ object, described }: (typeof known)[number]): boolean => {
    if (described.kind === 'file') return named.has(object.key);
    return described.kind === 'thumbnail'
      ? generations.has(described.generationId)
      : open.has(described.shareId);
  };
  return known.filter((one) => !isNamed(one)).map(({ object }) => object);
}
