/**
 * The node definitions that a pool offers. Its slots may have unlike nodes and models: the editor shows
 * what any of them has, and a graph is checked against the definitions of each distinct kind of slot, for
 * it runs whole on one.
 */
import { createHash } from 'node:crypto';

import { mergeObjectInfo } from '@/lib/comfy/merge-object-info';
import type { ObjectInfo } from '@/lib/comfy/object-info';
import type { NodeSet, OfferedNodes } from '@/lib/comfy/validation/validate-for-sets';
import type { OnlineSlots } from '@/lib/features/slots/list-online-slots';
import { RecentMap } from '@/lib/kernel/recent-map';
import type { ObjectInfoRepository } from '@/prisma-free-db/repositories/object-infos';

/** `definitions` are empty when the pool never had a runner. */
export interface MergedObjectInfo extends OfferedNodes {
  /** Changes whenever the definitions do. */
  readonly version: string;
}

export interface ObjectInfoReader {
  /** With no slot online: the definitions that the pool offered last. */
  forPool(pool: string): Promise<MergedObjectInfo>;
}

export interface ObjectInfoReaderDeps {
  readonly online: OnlineSlots;
  readonly objectInfos: Pick<
    ObjectInfoRepository,
    'findAsSystem' | 'rememberPoolAsSystem' | 'recallPoolAsSystem'
  >;
}

/** Real ComfyUI's definitions take some 10 MB as objects: keep few. */
const CACHED_MAX = 6;
/** In the version of what several kinds of slots offer: it changes when the way of merging does. */
const MERGING = 'union';

export function createObjectInfoReader({
  online,
  objectInfos,
}: ObjectInfoReaderDeps): ObjectInfoReader {
  const merged = new RecentMap<string, Promise<MergedObjectInfo>>(CACHED_MAX);
  /** Several merges share what they are made of. */
  const sets = new RecentMap<string, Promise<NodeSet | null>>(CACHED_MAX);
  const lastByPool = new Map<string, string>();

  /** Hashes of the pool's slots without repetition; their order is part of the answer. */
  async function hashesOf(pool: string): Promise<string[]> {
    // What an admin has disabled has no runner, and nobody knows for how long.
    const slots = (await online.forPool(pool)).filter(({ state }) => state !== 'disabled');
    const hashes = new Set(slots.flatMap((slot) => slot.objectInfoHash ?? []));
    if (hashes.size === 0) return objectInfos.recallPoolAsSystem(pool);
    // Sorted: two slots that take turns at being heard last must not change the answer each time.
    const sorted = [...hashes].sort();
    if (lastByPool.get(pool) !== sorted.join()) {
      await objectInfos.rememberPoolAsSystem(pool, sorted);
      lastByPool.set(pool, sorted.join());
    }
    return sorted;
  }

  async function readSet(hash: string): Promise<NodeSet | null> {
    const definitions = (await objectInfos.findAsSystem(hash)) as ObjectInfo | null;
    return definitions && { hash, definitions };
  }

  async function load(hashes: readonly string[]): Promise<MergedObjectInfo> {
    const all = await Promise.all(hashes.map((hash) => kept(sets, hash, () => readSet(hash))));
    const known = all.filter((set) => set !== null);
    const named = hashes.length > 1 ? [MERGING, ...hashes] : hashes;
    return {
      version: createHash('sha256').update(named.join()).digest('hex').slice(0, 32),
      sets: known,
      definitions: mergeObjectInfo(known.map(({ definitions }) => definitions)),
    };
  }

  return {
    async forPool(pool) {
      const hashes = await hashesOf(pool);
      return kept(merged, hashes.join(), () => load(hashes));
    },
  };
}

/** One answer for all who ask for the key; a failure is not kept. */
function kept<Value>(
  cache: RecentMap<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  return cache.ensure(key, () => {
    const making = make();
    making.catch(() => cache.delete(key));
    return making;
  });
}
