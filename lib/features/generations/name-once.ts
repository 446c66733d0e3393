/**
 * A user's files have each a name of their own, although slots and hosts count apart: what comes second
 * under a name gets the number of its run behind it. Within a process the first one is known. Between
 * hosts the documents decide: each looks after its own document is there, so that of two which come at the
 * same moment one at least sees the other, and whoever sees another one takes a new name. Both may; then
 * nobody has the plain name. The look goes on beside the storing of the file.
 */
import path from 'node:path';

import type { Generation } from '@/lib/domain/generation';
import type { PromptRun } from '@/lib/domain/prompt-run';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

type Named = Pick<Generation, 'userId' | 'runId' | 'type' | 'subfolder' | 'filename'>;

/** Names that are being recorded in this process, and by which run. */
const underWay = new Map<string, { readonly runId: string; count: number }>();

const keyOf = ({ userId, type, subfolder, filename }: Named): string =>
  JSON.stringify([userId, type, subfolder, filename]);

/** @param runNumber counts the user's submissions, so that no two runs have one */
export function otherName(filename: string, runNumber: number): string {
  const { name, ext } = path.parse(filename);
  return `${name}-${runNumber}${ext}`;
}

/** Keeps the name for the run while `work` records it. @param work gets whether another run has it just now */
export async function holdingName<Result>(
  file: Named,
  work: (isTaken: boolean) => Promise<Result>,
): Promise<Result> {
  const key = keyOf(file);
  const holder = underWay.get(key);
  if (holder !== undefined && holder.runId !== file.runId) return work(true);
  const own = holder ?? { runId: file.runId, count: 0 };
  own.count += 1;
  underWay.set(key, own);
  try {
    return await work(false);
  } finally {
    own.count -= 1;
    if (own.count === 0) underWay.delete(key);
  }
}

/**
 * Takes another name for a recorded file when another run of the user has one of its name.
 * @returns the file with the name that it has now
 */
export async function nameOnce(
  generations: Pick<GenerationRepository, 'isNamedByOther' | 'rename'>,
  file: Generation,
  { number, claims }: Pick<PromptRun, 'number' | 'claims'>,
): Promise<Generation> {
  if (!(await generations.isNamedByOther(file))) return file;
  const filename = otherName(file.filename, number);
  await generations.rename(file.userId, file.id, claims, filename);
  return { ...file, filename };
}
