/** A public link to some of a user's results, for a limited time. */
import type { MediaType } from './generation';
import type { GenerationId, UserId } from '@/lib/kernel/ids';

/** `clean`: without graph and prompt. `full`: the file as it is, and its prompt. */
export const SHARE_MODES = ['clean', 'full'] as const;
export type ShareMode = (typeof SHARE_MODES)[number];

export const SHARED_MAX = 100;
export const SHARE_DAYS_MAX = 365;
export const SHARE_DAYS_DEFAULT = 7;

export interface SharedItem {
  readonly generationId: GenerationId;
  readonly mediaType: MediaType;
  readonly contentType: string;
  /** As visitors see it; a clean one says nothing of the graph. */
  readonly filename: string;
  /** The object that visitors get. */
  readonly key: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
}

export interface Share {
  /** Hex SHA-256 of the link's token, which is stored nowhere. */
  readonly id: string;
  readonly userId: UserId;
  readonly mode: ShareMode;
  readonly items: readonly SharedItem[];
  readonly views: number;
  readonly lastViewedAt: Date | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A shared result as visitors see it. Addresses are relative to the site. */
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
