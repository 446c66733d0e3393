import { listFacets } from '@/lib/features/gallery/list-facets';
import { userRoute } from '@/lib/http/route';

/** `GET` → `{tags, models}`: what the caller's gallery can be filtered by. */
export const GET = userRoute({}, ({ caller, services: { db } }) => listFacets(db.gallery, caller));
