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
  /** Texts of the graph that a person would search for. */
  readonly prompt: string;
  /** Pixels; null when unknown or not a picture. */
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  readonly createdAt: Date;
  readonly deletedAt: Date | null;
}

const BY_EXTENSION: Record<string, MediaType> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  webp: 'image',
  gif: 'image',
  bmp: 'image',
  tiff: 'image',
  avif: 'image',
  svg: 'image',
  mp4: 'video',
  webm: 'video',
  mov: 'video',
  mkv: 'video',
  mp3: 'audio',
  wav: 'audio',
  flac: 'audio',
  ogg: 'audio',
  opus: 'audio',
  m4a: 'audio',
  glb: '3d',
  gltf: '3d',
  obj: '3d',
  fbx: '3d',
  stl: '3d',
  ply: '3d',
  txt: 'text',
  md: 'text',
  json: 'text',
  csv: 'text',
};

/** What kind of thing a file is, by its name. */
export function mediaTypeOf(filename: string): MediaType {
  const extension = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase();
  return BY_EXTENSION[extension] ?? 'other';
}
