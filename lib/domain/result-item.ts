import type { MediaType } from './generation';

/** A result as the studio's panel shows it: few facts, no storage keys, no signed addresses. */
export interface ResultItem {
  readonly id: string;
  readonly promptId: string;
  readonly filename: string;
  readonly subfolder: string;
  readonly mediaType: MediaType;
  readonly prompt: string;
  readonly width: number | null;
  readonly height: number | null;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Smallest first; each is at `/studio/api/view?generation=<id>&width=<width>`. */
  readonly thumbWidths: readonly number[];
}

export interface ResultPage {
  readonly items: readonly ResultItem[];
  /** `before` of the next call; null at the end. */
  readonly next: string | null;
}
