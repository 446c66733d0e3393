import type { GalleryItem } from '@/lib/domain/gallery-item';
import { askedTermsOf, termsOf } from '@/lib/domain/search-terms';

import { apiQuery, type Filter } from './filter-params';

/**
 * Whether an item belongs to the list of a filter, as the server decides it
 * (`prisma-free-db/gallery-query.ts`): for one item that came back, no list is fetched anew.
 * @param midnight as for `apiQuery`
 */
export function matchesFilter(
  item: GalleryItem,
  filter: Filter,
  midnight?: (day: string) => Date,
): boolean {
  const { q, media, favourite, model, tag, workflow, editor, trash = false } = filter;
  const asked = new URLSearchParams(apiQuery(filter, midnight));
  const [from, until] = [asked.get('from'), asked.get('until')];
  return (
    (item.deletedAt !== null) === trash &&
    (media === undefined || item.mediaType === media) &&
    (favourite === undefined || item.favourite) &&
    (model === undefined || item.models.includes(model)) &&
    (tag === undefined || item.tags.includes(tag)) &&
    (workflow === undefined || item.workflowId === workflow) &&
    (editor === undefined || item.editorWorkflowId === editor) &&
    (from === null || item.createdAt >= from) &&
    (until === null || item.createdAt < until) &&
    (q === undefined || isFound(item, q))
  );
}

function isFound({ filename, prompt }: GalleryItem, typed: string): boolean {
  const { whole, begun } = askedTermsOf(typed);
  const terms = termsOf(filename, prompt);
  const hasAll = whole.every((term) => terms.includes(term));
  return hasAll && (begun === null || terms.some((term) => term.startsWith(begun)));
}
