/**
 * The node definitions that a pool offers: what the editor shows and what graphs are checked
 * against. Any slot of a pool may get any prompt of it, so a class counts only when every online slot
 * has it; where slots describe a class differently, the one heard of most recently is believed.
 */
import { createHash } from 'node:crypto';

import type { NodeDefinition, ObjectInfo } from '@/lib/comfy/object-info';
import type { OnlineSlots } from '@/lib/features/slots/list-online-slots';
import type { ObjectInfoRepository } from '@/prisma-free-db/repositories/object-infos';

export interface MergedObjectInfo {
  /** Changes whenever the definitions do. */
  readonly version: string;
  /** By class name. Empty when the pool never had a runner. */
  readonly definitions: ObjectInfo;
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

export function createObjectInfoReader({
  online,
  objectInfos,
}: ObjectInfoReaderDeps): ObjectInfoReader {
  const merged = new Map<string, Promise<MergedObjectInfo>>();
  const lastByPool = new Map<string, string>();

  /** Hashes of the pool's slots without repetition; their order is part of the answer. */
  async function hashesOf(pool: string): Promise<string[]> {
    const slots = await online.forPool(pool);
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

  async function load(hashes: readonly string[]): Promise<MergedObjectInfo> {
    const all = await Promise.all(hashes.map((hash) => objectInfos.findAsSystem(hash)));
    const known = all.filter((info) => info !== null);
    return {
      version: createHash('sha256').update(hashes.join()).digest('hex').slice(0, 32),
      definitions: intersection(known as Record<string, NodeDefinition>[]),
    };
  }

  return {
    async forPool(pool) {
      const hashes = await hashesOf(pool);
      const key = hashes.join();
      const known = merged.get(key);
      if (known !== undefined) return known;
      const loading = load(hashes);
      merged.set(key, loading);
      loading.catch(() => merged.delete(key));
      for (const oldest of merged.keys()) {
        if (merged.size <= CACHED_MAX) break;
        merged.delete(oldest);
      }
      return loading;
    },
  };
}

function intersection(
  infos: readonly Record<string, NodeDefinition>[],
): Record<string, NodeDefinition> {
  const [first, ...others] = infos;
  if (first === undefined) return {};
  if (others.length === 0) return first;
  return Object.fromEntries(
    Object.entries(first).filter(([name]) => others.every((info) => Object.hasOwn(info, name))),
  );
}
