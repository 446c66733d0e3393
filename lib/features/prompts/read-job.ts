/** One of the caller's runs with its outputs and graph, as the jobs API shows it. */
import { jobDetail, type JobDetail } from '@/lib/comfy/job-row';
import { runIdFor, type UserId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { asWaiting } from './as-waiting';

/** @returns null when there is no such run of the caller's */
export async function readJob(
  runs: Pick<PromptRunRepository, 'find' | 'findGraph'>,
  { scheduler }: Pick<RunProducer, 'scheduler'>,
  userId: UserId,
  promptId: string,
): Promise<JobDetail | null> {
  const runId = runIdFor(userId, promptId);
  const [run, graph] = await Promise.all([runs.find(userId, runId), runs.findGraph(userId, runId)]);
  if (run === null) return null;
  const [seen = run] = await asWaiting(scheduler, userId, [run]);
  return jobDetail(seen, graph);
}
