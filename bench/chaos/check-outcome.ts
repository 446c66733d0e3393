/** After the storm: what must hold for every prompt, in documents, object store and sockets. */
import type { Document } from 'mongodb';

import { runIdFor, type RunId } from '@/lib/kernel/ids';

import type { Stack } from '../../tests/support/stack';
import type { ChaosUser } from './chaos-user';
import { listObjects } from './list-objects';

export interface Finding {
  readonly name: string;
  /** What is wrong, one line a case; empty when it holds. */
  readonly problems: readonly string[];
}

interface Wanted {
  readonly runId: RunId;
  readonly promptId: string;
  readonly outputs: number;
  readonly user: ChaosUser;
}

export interface RunFacts {
  readonly attempts: ReadonlyMap<number, number>;
  readonly ended: number;
}

export async function checkOutcome(
  stack: Stack,
  users: readonly ChaosUser[],
  outputsOf: ReadonlyMap<string, number>,
): Promise<{ findings: Finding[]; facts: RunFacts }> {
  const wanted = users.flatMap((user) =>
    user.submitted.map((promptId): Wanted => ({
      ...{ promptId, user, runId: runIdFor(user.id, promptId) },
      outputs: outputsOf.get(promptId) ?? 0,
    })),
  );
  const runs = await stack.db.collections.promptRuns.find({}).toArray();
  const byId = new Map(runs.map((run) => [run._id, run]));
  const states = wanted.map(({ runId }) => String(byId.get(runId)?.['state'] ?? 'lost'));
  const attempts = new Map<number, number>();
  for (const run of runs) {
    const attempt = Number(run['attempt']);
    attempts.set(attempt, (attempts.get(attempt) ?? 0) + 1);
  }
  const findings: Finding[] = [
    {
      name: 'every prompt succeeded',
      problems: wanted.flatMap(({ runId }, at) => {
        const run = byId.get(runId);
        const error = JSON.stringify(run?.['error'] ?? null).slice(0, 300);
        return states[at] === 'succeeded'
          ? []
          : [`${runId}: ${states[at] ?? ''}, attempt ${String(run?.['attempt'])}, ${error}`];
      }),
    },
    {
      name: 'no run that nobody submitted',
      problems:
        runs.length === wanted.length ? [] : [`${runs.length} runs, ${wanted.length} wanted`],
    },
    ...(await checkResults(stack, wanted)),
    ...checkSockets(wanted),
    ...(await checkUsage(stack, wanted)),
    {
      name: 'no submission was refused as the client’s fault',
      problems: users.flatMap(({ refusals }) => refusals),
    },
  ];
  const ended = states.filter((state) => state === 'succeeded').length;
  return { findings, facts: { attempts, ended } };
}

/** Keys that no generation names. The janitor removes what lost claims stored late. */
export async function strayObjects(stack: Stack): Promise<string[]> {
  const named = namedKeys(await stack.db.collections.generations.find({}).toArray());
  return (await listObjects(stack.env)).filter((key) => !named.has(key));
}

/** How often each key is named. */
function namedKeys(generations: readonly Document[]): Map<string, number> {
  const named = new Map<string, number>();
  for (const generation of generations) {
    const thumbs = (generation['thumbs'] ?? []) as { key: string }[];
    for (const key of [String(generation['s3_key']), ...thumbs.map((thumb) => thumb.key)]) {
      named.set(key, (named.get(key) ?? 0) + 1);
    }
  }
  return named;
}

async function checkResults(stack: Stack, wanted: readonly Wanted[]): Promise<Finding[]> {
  const generations = await stack.db.collections.generations.find({}).toArray();
  const byRun = Map.groupBy(generations, (generation) => String(generation['run_id']));
  const keys = new Set(await listObjects(stack.env));
  const named = namedKeys(generations);
  return [
    {
      name: 'each run has its results, once',
      problems: wanted.flatMap(({ runId, outputs }) => {
        const made = byRun.get(runId)?.length ?? 0;
        return made === outputs ? [] : [`${runId}: ${made} generations, want ${outputs}`];
      }),
    },
    {
      name: 'every named object is there',
      problems: [...named.keys()].filter((key) => !keys.has(key)),
    },
    {
      name: 'no object is named twice',
      problems: [...named].filter(([, count]) => count > 1).map(([key]) => key),
    },
    {
      name: 'no object that no generation names',
      problems: [...keys].filter((key) => !named.has(key)),
    },
  ];
}

/** Metering: an entry a run with what the run and its results say, and each user's day adds up. */
async function checkUsage(stack: Stack, wanted: readonly Wanted[]): Promise<Finding[]> {
  const { usage, usageDays, generations, promptRuns } = stack.db.collections;
  const entries = await usage.find({}).toArray();
  const byRun = new Map(entries.map((entry) => [entry._id, entry]));
  const runs = new Map((await promptRuns.find({}).toArray()).map((run) => [run._id, run]));
  const kept = await generations.find({ type: 'output' }).toArray();
  const results = Map.groupBy(kept, (generation) => String(generation['run_id']));
  const wrong = wanted.flatMap(({ runId }) => {
    const entry = byRun.get(runId);
    const made = results.get(runId) ?? [];
    const bytes = made.reduce((sum, generation) => sum + Number(generation['bytes']), 0);
    const seconds = Number(runs.get(runId)?.['device_seconds']);
    if (entry === undefined) return [`${runId}: no entry`];
    const isRight =
      entry.images === made.length && entry.bytes === bytes && entry.device_seconds === seconds;
    return isRight ? [] : [`${runId}: ${JSON.stringify(entry)}, want ${made.length} and ${bytes}`];
  });
  const days = await usageDays.find({}).toArray();
  const sums = days.flatMap(({ user_id: userId, day, ...told }) => {
    const own = entries.filter((entry) => entry.user_id === userId && entry.day === day);
    const total = (of: (entry: (typeof own)[number]) => number) =>
      own.reduce((sum, entry) => sum + of(entry), 0);
    const isRight =
      told.runs === own.length &&
      told.images === total(({ images }) => images) &&
      told.bytes === total(({ bytes }) => bytes) &&
      Math.abs(told.device_seconds - total((entry) => entry.device_seconds)) < 0.001;
    return isRight ? [] : [`${userId} ${day}: ${JSON.stringify(told)}, of ${own.length} entries`];
  });
  const extra = entries.length === wanted.length ? [] : [`${entries.length} entries`];
  return [
    { name: 'each run is metered, once, with what it used', problems: [...wrong, ...extra] },
    { name: 'the sums of days are right', problems: sums },
  ];
}

function checkSockets(wanted: readonly Wanted[]): Finding[] {
  const twice: string[] = [];
  const never: string[] = [];
  const wrong: string[] = [];
  for (const { promptId, user } of wanted) {
    const ends = user.ends.filter((end) => end.promptId === promptId);
    if (ends.length === 0) never.push(promptId);
    if (ends.some(({ type }) => type !== 'execution_success')) {
      wrong.push(`${promptId}: ${ends.map(({ type }) => type).join(', ')}`);
    }
    const connections = ends.map(({ connection }) => connection);
    if (new Set(connections).size < connections.length) {
      twice.push(`${promptId}: on connections ${connections.join(', ')}`);
    }
  }
  return [
    { name: 'every end was told', problems: never },
    { name: 'no connection was told an end twice', problems: twice },
    { name: 'every end that was told is the one that happened', problems: wrong },
  ];
}
