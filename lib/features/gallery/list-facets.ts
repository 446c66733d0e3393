import type { WorkflowFacet } from '@/lib/domain/gallery-item';
import type { Caller } from '@/lib/domain/user';
import type { GalleryRepository, ValueCount } from '@/prisma-free-db/repositories/gallery';
import type { ResultRepository } from '@/prisma-free-db/repositories/results';

export interface GalleryFacets {
  readonly tags: readonly string[];
  /** The most used first, counted among the newest generations. */
  readonly models: readonly ValueCount[];
  /** The editor's workflows, the last one that was used first. */
  readonly workflows: readonly WorkflowFacet[];
}

interface FacetsDeps {
  readonly gallery: Pick<GalleryRepository, 'listTags' | 'countModels'>;
  readonly results: Pick<ResultRepository, 'listWorkflows'>;
}

const WORKFLOWS_MAX = 50;

/** What a gallery can be filtered by. */
export async function listFacets(
  { gallery, results }: FacetsDeps,
  { userId }: Caller,
): Promise<GalleryFacets> {
  const [tags, models, used] = await Promise.all([
    gallery.listTags(userId),
    gallery.countModels(userId),
    results.listWorkflows(userId, WORKFLOWS_MAX),
  ]);
  const workflows = used.map(({ newestAt, ...rest }) => ({
    ...rest,
    newestAt: newestAt.toISOString(),
  }));
  return { tags, models, workflows };
}
