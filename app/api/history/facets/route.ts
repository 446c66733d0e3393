import { listFacets } from '@/lib/features/gallery/list-facets';
import { userRoute } from '@/lib/http/route';

/** `GET` → `{tags, models, workflows}`: what the caller's gallery can be filtered by. */
export const GET = userRoute({}, ({ caller, services: { db } }) => listFacets(db, caller));
