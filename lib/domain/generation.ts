/** A file that a run made: an original in object storage, and what the gallery shows of it. */
import type { GenerationId, RunId, UserId } from '@/lib/kernel/ids';

export const MEDIA_TYPES = ['image', 'video', 'audio', '3d', 'text', 'other'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** Widths of the WebP thumbnails, in CSS pixels; a picture narrower than one is not enlarged. */
export const THUMBNAIL_WIDTHS = [320, 640, 1280] as const;

export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly key: string;
}

export interface Generation {
  readonly id: GenerationId;
  readonly userId: UserId;
  readonly runId: RunId;
  readonly promptId: string;
  readonly nodeId: string;
  readonly outputKey: string;
  readonly index: number;
  /** `output` is in the gallery; `temp` (previews) only answers `/view` and expires. */
  readonly type: 'output' | 'temp';
  readonly subfolder: string;
  readonly filename: string;
  readonly mediaType: MediaType;
  readonly contentType: string;
  readonly s3Key: string;
  readonly thumbs: readonly Thumbnail[];
  /** The smallest thumbnail's key; null until it is made, or where there is none to make. */
  readonly thumbKey: string | null;
  readonly workflowId: string;
  /** The editor's own id of the workflow that was run; null for graphs of scripts. */
  readonly editorWorkflowId: string | null;
  /** Texts of the graph that a person would search for. */
  readonly prompt: string;
  /** Pixels; null when unknown or not a picture. */
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  /** A small picture for while the thumbnail is on its way: ThumbHash in URL-safe base 64. */
  readonly thumbHash: string | null;
  /** The beginning of a text file; null for what is no text. */
  readonly excerpt: string | null;
  /** How long a sound or a film plays; null when unknown. */
  readonly mediaDurationMs: number | null;
  /** Pictures of an animation; null for what does not move. */
  readonly frames: number | null;
  /** Model files that the graph names, without folder and ending. */
  readonly models: readonly string[];
  /** Seeds of the graph, as texts: they have more digits than numbers. */
  readonly seeds: readonly string[];
  /** Where it ran, such as `cuda:0`. */
  readonly device: string | null;
  /** From the start of the run to this file. */
  readonly durationMs: number | null;
  /** How long the run had waited before it started. */
  readonly waitedMs: number | null;
  readonly favourite: boolean;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  readonly deletedAt: Date | null;
}

/** What of a generation its owner changes. */
export const TAG_MAX_LENGTH = 40;
export const TAGS_MAX = 20;

const BY_EXTENSION: Record<string, MediaType> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  webp: 'image',
  gif: 'image',
  apng: 'image',
  bmp: 'image',
  tiff: 'image',
  avif: 'image',
  svg: 'image',
  mp4: 'video',
  webm: 'video',
  mov: 'video',
  mkv: 'video',
  m4v: 'video',
  mp3: 'audio',
  wav: 'audio',
  flac: 'audio',
  ogg: 'audio',
  opus: 'audio',
  m4a: 'audio',
  aac: 'audio',
  glb: '3d',
  gltf: '3d',
  obj: '3d',
  fbx: '3d',
  stl: '3d',
  ply: '3d',
  usdz: '3d',
  splat: '3d',
  txt: 'text',
  md: 'text',
  json: 'text',
  csv: 'text',
};

/** Endings of names that say what a file is, without the dot. */
export const KNOWN_ENDINGS: readonly string[] = Object.keys(BY_EXTENSION);

/** What kind of thing a file is, by its name. */
export function mediaTypeOf(filename: string): MediaType {
  const extension = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase();
  return BY_EXTENSION[extension] ?? 'other';
}
