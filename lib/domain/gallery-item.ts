import type { Generation } from './generation';

export interface Thumb {
  readonly width: number;
  readonly height: number;
  readonly url: string;
}

/** What a generation's owner gets as it is. */
type Facts = Pick<
  Generation,
  | 'nodeId'
  | 'workflowId'
  | 'editorWorkflowId'
  | 'filename'
  | 'subfolder'
  | 'mediaType'
  | 'contentType'
  | 'prompt'
  | 'width'
  | 'height'
  | 'bytes'
  | 'thumbHash'
  | 'excerpt'
  | 'mediaDurationMs'
  | 'frames'
  | 'models'
  | 'seeds'
  | 'device'
  | 'durationMs'
  | 'waitedMs'
  | 'favourite'
  | 'tags'
>;

/** A generation as our API gives it to its owner: facts and signed URLs, no storage keys. */
export interface GalleryItem extends Facts {
  readonly id: string;
  readonly runId: string;
  readonly promptId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Null: it is in the gallery, not in the trash. */
  readonly deletedAt: string | null;
  readonly url: string;
  readonly downloadUrl: string;
  readonly thumbUrl: string | null;
  readonly thumbs: readonly Thumb[];
}

/** One of the editor's workflows as a choice: it has no name of its own, so it goes by its newest result. */
export interface WorkflowFacet {
  readonly id: string;
  /** Results, counted among the newest ones. */
  readonly count: number;
  /** ISO 8601. */
  readonly newestAt: string;
  readonly newestName: string;
}

/** `GET /api/history?cursor=…`, newest first. */
export interface HistorySlice {
  readonly items: readonly GalleryItem[];
  readonly pageSize: number;
  readonly hasMore: boolean;
  /** `cursor` of the next call; null at the end. */
  readonly next: string | null;
}
