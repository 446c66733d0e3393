/** The caller's finished runs, as `/history` shows them: oldest first, by prompt id. */
import { historyEntry, type HistoryEntry } from '@/lib/comfy/client-view';
import { FINAL_STATES, type PromptRun } from '@/lib/domain/prompt-run';
import { runIdFor, type UserId } from '@/lib/kernel/ids';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { graphsWithin } from './graphs-within';

type Runs = Pick<PromptRunRepository, 'find' | 'findGraphs' | 'list'>;

export interface HistoryPage {
  /** Null: as many as one answer holds. */
  readonly maxItems: number | null;
  /** Counts from the oldest; null: the newest ones. */
  readonly offset: number | null;
}

/** Each entry carries its graph and workflow, the newest ones as far as they fit into one answer. */
const ENTRIES_MAX = 500;

export async function listHistory(
  runs: Runs,
  userId: UserId,
  { maxItems, offset }: HistoryPage,
): Promise<Record<string, HistoryEntry>> {
  const limit = Math.min(maxItems ?? ENTRIES_MAX, ENTRIES_MAX);
  if (limit <= 0) return {};
  const states = FINAL_STATES;
  const found =
    offset === null
      ? (await runs.list(userId, { states, limit })).reverse()
      : await runs.list(userId, { states, limit, offset, sort: 'oldest' });
  return entriesOf(runs, userId, found);
}

/** @returns one entry, or none when there is no such finished run of the caller's */
export async function findHistoryEntry(
  runs: Runs,
  userId: UserId,
  promptId: string,
): Promise<Record<string, HistoryEntry>> {
  const run = await runs.find(userId, runIdFor(userId, promptId));
  if (run === null || run.finishedAt === null) return {};
  const neverRan = run.state === 'cancelled' && run.startedAt === null;
  return neverRan ? {} : entriesOf(runs, userId, [run]);
}

async function entriesOf(
  runs: Runs,
  userId: UserId,
  found: readonly PromptRun[],
): Promise<Record<string, HistoryEntry>> {
  const graphs = await graphsWithin(runs, userId, found.toReversed());
  return Object.fromEntries(
    found.map((run) => [run.promptId, historyEntry(run, graphs.get(run.id) ?? null)]),
  );
}
