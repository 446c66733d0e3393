/** One of the caller's runs with its outputs and graph, as the jobs API shows it. */
import { jobDetail, type JobDetail } from '@/lib/comfy/job-row';
import { runIdFor, type UserId } from '@/lib/kernel/ids';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

/** @returns null when there is no such run of the caller's */
export async function readJob(
  runs: Pick<PromptRunRepository, 'find' | 'findGraph'>,
  userId: UserId,
  promptId: string,
): Promise<JobDetail | null> {
  const runId = runIdFor(userId, promptId);
  const [run, graph] = await Promise.all([runs.find(userId, runId), runs.findGraph(userId, runId)]);
  return run && jobDetail(run, graph);
}
