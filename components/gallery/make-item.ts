/** Items for unit tests of the gallery. */
import type { GalleryItem } from '@/lib/domain/gallery-item';

/** The item of a number: higher numbers are newer. */
export function makeItem(number: number, more: Partial<GalleryItem> = {}): GalleryItem {
  return {
    id: String(number).padStart(4, '0'),
    ...{
      runId: 'r',
      promptId: 'p',
      subfolder: '',
      nodeId: '1',
      workflowId: 'w',
      editorWorkflowId: null,
      filename: `${number}.png`,
    },
    ...{ mediaType: 'image', contentType: 'image/png', prompt: '', width: 1, height: 1, bytes: 1 },
    ...{ thumbHash: null, excerpt: null, mediaDurationMs: null, frames: null },
    ...{ models: [], seeds: [], device: null, durationMs: null, waitedMs: null },
    ...{ favourite: false, tags: [], deletedAt: null },
    createdAt: new Date(number * 1000).toISOString(),
    ...{ url: '/u', downloadUrl: '/d', thumbUrl: null, thumbs: [] },
    ...more,
  };
}
