/** ComfyUI's routes about prompts, each for the caller's own runs only. */
import { createAdmissionReader } from '@/lib/features/admission/read-admission';
import { createQuarantine } from '@/lib/features/prompts/quarantine';
import { createRunNumbers } from '@/lib/features/prompts/run-numbers';
import type { SubmitDeps } from '@/lib/features/prompts/submit-prompt';
import type { CancelDeps } from '@/lib/features/prompts/cancel-run';
import type { Route } from '@/lib/gateway/route';
import type { Database } from '@/prisma-free-db/client';

import { historyRoutes } from './history-routes';
import { jobRoutes } from './job-routes';
import { queueRoutes } from './queue-routes';
import { submitRoutes } from './submit-routes';

export interface PromptRoutesDeps
  extends
    Pick<
      SubmitDeps,
      | 'objectInfo'
      | 'producer'
      | 'publisher'
      | 'runsWaitingMax'
      | 'runsRunningMax'
      | 'log'
      | 'storage'
      | 'online'
    >,
    Pick<CancelDeps, 'redis' | 'prefix'> {
  readonly db: Pick<
    Database,
    'promptRuns' | 'uploads' | 'generations' | 'userSettings' | 'usage' | 'graphStrikes'
  >;
  /** Whether a run whose result is stored gets that. */
  readonly reuseResults: boolean;
}

/** `/prompt`, `/queue`, `/interrupt`, `/history` and the jobs API. */
export function createPromptRoutes(deps: PromptRoutesDeps): readonly Route[] {
  const { redis, prefix, publisher, producer } = deps;
  const { promptRuns, uploads, generations, userSettings, usage, graphStrikes } = deps.db;
  const reuse = deps.reuseResults ? { promptRuns, generations, userSettings } : null;
  const numbers = createRunNumbers({ redis, prefix, promptRuns });
  const cancel: CancelDeps = { promptRuns, publisher, producer, redis, prefix };
  return [
    ...submitRoutes({
      ...deps,
      promptRuns,
      uploads,
      generations,
      usage,
      quarantine: createQuarantine(graphStrikes),
      admission: createAdmissionReader(redis, prefix),
      numbers,
      reuse,
    }),
    ...queueRoutes(promptRuns, cancel),
    ...historyRoutes(promptRuns),
    ...jobRoutes(promptRuns, cancel),
  ];
}
