/** Shares as our API and pages give them. */
import type { MediaType } from '@/lib/domain/generation';
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

/** To a visitor. Addresses are relative to the site. */
export interface SharedFile {
  readonly filename: string;
  readonly mediaType: MediaType;
  readonly url: string;
  readonly bytes: number;
  /** The beginning of a text. */
  readonly excerpt: string | null;
  /** Of pictures: smaller ones, by their width. */
  readonly thumbs: readonly { readonly width: number; readonly url: string }[];
  readonly width: number | null;
  readonly height: number | null;
  /** Only in full shares. */
  readonly prompt: string | null;
}

export function sharedUrl(token: string, { generationId }: SharedItem): string {
  return `/s/${token}/${generationId}`;
}
