/** Shares as our API and pages give them. */
import type { Share, ShareMode, SharedItem } from '@/lib/domain/share';

/** To its owner. The link itself is not stored. */
export interface ShareRow {
  readonly id: string;
  readonly mode: ShareMode;
  readonly count: number;
  readonly views: number;
  /** ISO 8601, as all dates here. */
  readonly lastViewedAt: string | null;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export function toShareRow(share: Share): ShareRow {
  const { id, mode, items, views, lastViewedAt, createdAt, expiresAt } = share;
  return {
    ...{ id, mode, views },
    count: items.length,
    lastViewedAt: lastViewedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

export function sharedUrl(token: string, { generationId }: SharedItem): string {
  return `/s/${token}/${generationId}`;
}
