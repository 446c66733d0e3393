/** A generation as our API gives it to its owner: facts and signed URLs, no storage keys. */
import type { GalleryItem } from '@/lib/domain/gallery-item';
import type { Generation } from '@/lib/domain/generation';
import type { UrlSigner } from '@/lib/storage/signed-urls';

const URL_LIFE_S = 6 * 3_600;

export async function toGalleryItem(urls: UrlSigner, generation: Generation): Promise<GalleryItem> {
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
    editorWorkflowId: generation.editorWorkflowId,
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
