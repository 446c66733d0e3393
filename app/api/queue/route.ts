import { countQueue } from '@/lib/features/prompts/count-queue';
import { userRoute } from '@/lib/http/route';

/** `GET` → `{waiting, running}`: how many of the caller's own runs. */
export const GET = userRoute({}, ({ caller, services: { db } }) =>
  countQueue(db.promptRuns, caller.userId),
);
