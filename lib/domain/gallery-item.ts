import type { MediaType } from './generation';

export interface Thumb {
  readonly width: number;
  readonly height: number;
  readonly url: string;
}

/** A generation as its owner gets it: facts and signed URLs, no storage keys. */
export interface GalleryItem {
  readonly id: string;
  readonly runId: string;
  readonly promptId: string;
  readonly nodeId: string;
  readonly workflowId: string;
  readonly filename: string;
  readonly subfolder: string;
  readonly mediaType: MediaType;
  readonly contentType: string;
  /** Texts of the graph that made it. */
  readonly prompt: string;
  /** Pixels; null when unknown or not a picture. */
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  /** A tiny picture for while the thumbnail is on its way: ThumbHash in URL-safe base 64. */
  readonly thumbHash: string | null;
  /** The beginning of a text file. */
  readonly excerpt: string | null;
  readonly mediaDurationMs: number | null;
  /** Pictures of an animation. */
  readonly frames: number | null;
  readonly models: readonly string[];
  readonly seeds: readonly string[];
  readonly device: string | null;
  readonly durationMs: number | null;
  readonly waitedMs: number | null;
  readonly favourite: boolean;
  readonly tags: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
  /** Null: it is in the gallery, not in the trash. */
  readonly deletedAt: string | null;
  readonly url: string;
  readonly downloadUrl: string;
  readonly thumbUrl: string | null;
  readonly thumbs: readonly Thumb[];
}
