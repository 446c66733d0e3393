/** A filter of the gallery as a query: owner first, bounds that an index can use. */
import type { Document, Filter } from 'mongodb';

import type { GalleryFilter, GalleryPosition } from '@/lib/domain/gallery-filter';
import { askedTermsOf } from '@/lib/domain/search-terms';
import type { UserId } from '@/lib/kernel/ids';

/** @param after where the list goes on; null: at its beginning */
export function galleryQuery(
  userId: UserId,
  filter: GalleryFilter,
  after: GalleryPosition | null = null,
): Filter<Document & { _id: string }> {
  const { workflowId, editorWorkflowId, runId, mediaType, favourite, model, tag, trash } = filter;
  const all = [...termConditions(filter.search ?? ''), ...positionConditions(after)];
  const createdAt = moments(filter, after);
  return {
    user_id: userId,
    type: 'output',
    deleted_at: trash === true ? { $ne: null } : null,
    ...(workflowId !== undefined && { workflow_id: workflowId }),
    ...(editorWorkflowId !== undefined && { editor_workflow_id: editorWorkflowId }),
    ...(runId !== undefined && { run_id: runId }),
    ...(mediaType !== undefined && { media_type: mediaType }),
    ...(favourite === true && { favourite: true }),
    ...(model !== undefined && { models: model }),
    ...(tag !== undefined && { tags: tag }),
    ...(createdAt !== null && { created_at: createdAt }),
    ...(all.length > 0 && { $and: all }),
  };
}

/** Terms hold letters and digits only, so none of them means anything in a pattern. */
function termConditions(search: string): object[] {
  const { whole, begun } = askedTermsOf(search);
  return [
    ...whole.map((term) => ({ terms: term })),
    ...(begun === null ? [] : [{ terms: { $regex: `^${begun}` } }]),
  ];
}

function moments({ from, until }: GalleryFilter, after: GalleryPosition | null): object | null {
  const bounds = {
    ...(from !== undefined && { $gte: from }),
    ...(until !== undefined && { $lt: until }),
    // Said beside the exact condition below, because this is what bounds the index.
    ...(after !== null && { $lte: after.createdAt }),
  };
  return Object.keys(bounds).length === 0 ? null : bounds;
}

function positionConditions(after: GalleryPosition | null): object[] {
  if (after === null) return [];
  const { createdAt, id } = after;
  return [
    { $or: [{ created_at: { $lt: createdAt } }, { created_at: createdAt, _id: { $lt: id } }] },
  ];
}
