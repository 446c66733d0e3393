/** What the lists of the gallery take as query, and what it means. */
import { z } from 'zod';

import type { GalleryFilter } from '@/lib/domain/gallery-filter';
import { MEDIA_TYPES } from '@/lib/domain/generation';

const SEARCH_MAX_LENGTH = 200;
const flag = z.enum(['1', 'true']).transform(() => true as const);

export const filterShape = {
  q: z.string().max(SEARCH_MAX_LENGTH).optional(),
  workflow: z.string().max(128).optional(),
  /** The editor's id of a workflow. */
  editor: z.string().max(200).optional(),
  run: z.string().max(64).optional(),
  media: z.enum(MEDIA_TYPES).optional(),
  favourite: flag.optional(),
  model: z.string().max(200).optional(),
  tag: z.string().max(100).optional(),
  /** ISO 8601, the first moment and the first that is too late. */
  from: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  trash: flag.optional(),
};

/** The filter of a list, from its query as parsed. */
export function toFilter(query: z.infer<z.ZodObject<typeof filterShape>>): GalleryFilter {
  const { q, workflow, editor, run, media, from, until, favourite, model, tag, trash } = query;
  return {
    search: q,
    workflowId: workflow,
    editorWorkflowId: editor,
    runId: run,
    mediaType: media,
    ...{ favourite, model, tag, trash },
    from: from === undefined ? undefined : new Date(from),
    until: until === undefined ? undefined : new Date(until),
  };
}
