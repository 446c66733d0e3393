/** A generation as our API gives it to its owner: facts and signed URLs, no storage keys. */
import type { Generation, MediaType } from '@/lib/domain/generation';
import type { UrlSigner } from '@/lib/storage/signed-urls';

const URL_LIFE_S = 6 * 3_600;

export interface GenerationItem {
  readonly id: string;
  readonly runId: string;
  readonly promptId: string;
  readonly nodeId: string;
  readonly workflowId: string;
  readonly filename: string;
  readonly subfolder: string;
  readonly mediaType: MediaType;
  readonly contentType: string;
  /** Texts of the graph. */
  readonly prompt: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  /** ThumbHash in URL-safe base 64. */
  readonly thumbHash: string | null;
  /** The beginning of a text file. */
  readonly excerpt: string | null;
  readonly mediaDurationMs: number | null;
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
  readonly thumbs: readonly {
    readonly width: number;
    readonly height: number;
    readonly url: string;
  }[];
}

export async function toGenerationItem(
  urls: UrlSigner,
  generation: Generation,
): Promise<GenerationItem> {
  const { s3Key, filename } = generation;
  const sign = (key: string, downloadName?: string): Promise<string> =>
    urls.urlFor(key, {
      expiresInS: URL_LIFE_S,
      ...(downloadName !== undefined && { downloadName }),
    });
  const thumbs = await Promise.all(
    generation.thumbs.map(async ({ width, height, key }) => ({
      width,
      height,
      url: await sign(key),
    })),
  );
  return {
    id: generation.id,
    runId: generation.runId,
    promptId: generation.promptId,
    nodeId: generation.nodeId,
    workflowId: generation.workflowId,
    filename,
    subfolder: generation.subfolder,
    mediaType: generation.mediaType,
    contentType: generation.contentType,
    prompt: generation.prompt,
    width: generation.width,
    height: generation.height,
    bytes: generation.bytes,
    thumbHash: generation.thumbHash,
    excerpt: generation.excerpt,
    mediaDurationMs: generation.mediaDurationMs,
    frames: generation.frames,
    models: generation.models,
    seeds: generation.seeds,
    device: generation.device,
    durationMs: generation.durationMs,
    waitedMs: generation.waitedMs,
    favourite: generation.favourite,
    tags: generation.tags,
    createdAt: generation.createdAt.toISOString(),
    deletedAt: generation.deletedAt?.toISOString() ?? null,
    url: await sign(s3Key),
    downloadUrl: await sign(s3Key, filename),
    thumbUrl: thumbs[0]?.url ?? null,
    thumbs,
  };
}
