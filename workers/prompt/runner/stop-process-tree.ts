/**
 * Ends a runner and everything that it started: politely first, then firmly. A child may have left
 * the process group, or lost its parent, so the tree is found in three ways: by group, by descent, and
 * by a mark in the environment that children inherit.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { descendantsOf, hasInEnvironment, listProcesses, type ProcessFacts } from './process-list';

export interface StopStep {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  readonly waitMs: number;
}

/** ComfyUI needs up to 5 s to clean up after SIGINT; nothing survives SIGKILL but a stuck driver. */
export const STOP_STEPS: readonly StopStep[] = [
  { signal: 'SIGINT', waitMs: 6_000 },
  { signal: 'SIGTERM', waitMs: 2_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

const LOOK_EVERY_MS = 50;

export interface ProcessTree {
  /** The process that was started as leader of its own group. */
  readonly pid: number;
  /** `NAME=value` in its environment. */
  readonly mark: string;
}

/** All living processes of the tree. */
export function listTree(tree: ProcessTree): Promise<ProcessFacts[]> {
  return membersOf(tree, new Map());
}

/** @returns whether all are gone */
export async function stopProcessTree(
  tree: ProcessTree,
  steps: readonly StopStep[] = STOP_STEPS,
): Promise<boolean> {
  const known = new Map<number, string>();
  for (const { signal, waitMs } of steps) {
    const victims = await membersOf(tree, known);
    if (victims.length === 0) return true;
    for (const { pid } of victims) send(pid, signal);
    if (await allGone(tree, known, waitMs)) return true;
  }
  return (await membersOf(tree, known)).length === 0;
}

/** Ends what an earlier start of a worker left behind. @returns how many processes there were */
export async function stopMarked(
  mark: string,
  steps: readonly StopStep[] = STOP_STEPS,
): Promise<number> {
  const strays = await markedWith(mark, await listProcesses());
  if (strays.length > 0) await stopProcessTree({ pid: -1, mark }, steps);
  return strays.length;
}

async function membersOf(tree: ProcessTree, known: Map<number, string>): Promise<ProcessFacts[]> {
  const all = await listProcesses();
  const members = new Map<number, ProcessFacts>();
  const add = (entry: ProcessFacts) => members.set(entry.pid, entry);
  all.filter(({ groupId }) => groupId === tree.pid).forEach(add);
  descendantsOf(tree.pid, all).forEach(add);
  (await markedWith(tree.mark, all)).forEach(add);
  all.filter(({ pid, startTime }) => known.get(pid) === startTime).forEach(add);
  members.delete(process.pid);
  for (const { pid, startTime } of members.values()) known.set(pid, startTime);
  return [...members.values()];
}

async function markedWith(mark: string, all: readonly ProcessFacts[]): Promise<ProcessFacts[]> {
  const marked = await Promise.all(all.map(({ pid }) => hasInEnvironment(pid, mark)));
  return all.filter((_, index) => marked[index]);
}

async function allGone(
  tree: ProcessTree,
  known: Map<number, string>,
  waitMs: number,
): Promise<boolean> {
  const until = Date.now() + waitMs;
  while (Date.now() < until) {
    await delay(LOOK_EVERY_MS);
    if ((await membersOf(tree, known)).length === 0) return true;
  }
  return false;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
