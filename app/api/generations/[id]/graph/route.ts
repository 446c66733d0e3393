import { asGenerationId } from '@/lib/features/gallery/find-generation';
import { readGraph } from '@/lib/features/gallery/read-graph';
import { userRoute } from '@/lib/http/route';

/** `GET` → `{workflow, prompt}`: the graph that made the picture. */
export const GET = userRoute({}, ({ caller, params, services: { db } }) =>
  readGraph(db, caller, asGenerationId(params['id'])),
);
