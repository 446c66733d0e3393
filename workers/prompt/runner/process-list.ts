/** The processes of this machine as /proc shows them (Linux). */
import { readdir, readFile } from 'node:fs/promises';

export interface ProcessFacts {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** Ticks since boot; tells a process from a later one with the same pid. */
  readonly startTime: string;
}

/** All living processes; those that ended and were not yet collected are left out. */
export async function listProcesses(): Promise<ProcessFacts[]> {
  const names = await readdir('/proc').catch(() => []);
  const facts = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readFacts));
  return facts.filter((entry) => entry !== null);
}

/**
 * `/proc/<pid>/stat`: pid (name) state ppid pgrp … starttime as field 22. The name may hold spaces
 * and brackets, so fields are counted from its end.
 */
async function readFacts(name: string): Promise<ProcessFacts | null> {
  const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parentPid, groupId] = fields;
  const startTime = fields[19];
  if (state === undefined || startTime === undefined || 'ZX'.includes(state)) return null;
  return { pid: Number(name), parentPid: Number(parentPid), groupId: Number(groupId), startTime };
}

/** Whether the process was started with this `NAME=value` in its environment, itself or by an ancestor. */
export async function hasInEnvironment(pid: number, entry: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environment.split('\0').includes(entry);
}

/** Everything that descends from `pid`, itself included. */
export function descendantsOf(pid: number, all: readonly ProcessFacts[]): ProcessFacts[] {
  const found = all.filter((entry) => entry.pid === pid);
  for (const parent of found) {
    found.push(...all.filter((entry) => entry.parentPid === parent.pid));
  }
  return found;
}
