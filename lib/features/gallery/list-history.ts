import type { Caller } from '@/lib/domain/user';
import type { UrlSigner } from '@/lib/storage/signed-urls';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

import { toGenerationItem, type GenerationItem } from './generation-item';

export const PAGE_SIZE = 30;

export interface HistoryPage {
  readonly items: readonly GenerationItem[];
  /** Counts from 1. */
  readonly page: number;
  readonly pageSize: number;
  readonly total: number;
  readonly hasMore: boolean;
}

/** A page of the caller's generations, newest first. */
export async function listHistory(
  deps: { generations: Pick<GenerationRepository, 'listPage' | 'count'>; urls: UrlSigner },
  caller: Caller,
  page: number,
  pageSize = PAGE_SIZE,
): Promise<HistoryPage> {
  const [generations, total] = await Promise.all([
    deps.generations.listPage(caller.userId, page, pageSize),
    deps.generations.count(caller.userId),
  ]);
  const items = await Promise.all(generations.map((one) => toGenerationItem(deps.urls, one)));
  return { items, page, pageSize, total, hasMore: page * pageSize < total };
}
