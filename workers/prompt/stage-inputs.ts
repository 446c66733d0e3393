/**
 * Brings the files that a graph reads into the tenant's directories on this host. What is there
 * already from the same object is left: a mark beside the directories remembers which object a file
 * came from and how it looked then.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { PromptRun, RunInput } from '@/lib/domain/prompt-run';
import type { UserId } from '@/lib/kernel/ids';
import { isKeyOf } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';

import { placeTenantFile } from './tenant-files';

/** An input that can never be staged: the run fails with this sentence. */
export class InputFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InputFault';
  }
}

interface Mark {
  readonly s3Key: string;
  readonly bytes: number;
  readonly mtimeMs: number;
}

export interface StageDeps {
  readonly db: {
    readonly uploads: Pick<Database['uploads'], 'hasObject'>;
    readonly generations: Pick<Database['generations'], 'hasObject'>;
  };
  readonly store: ObjectStore;
  readonly tenantsRoot: string;
}

/** @throws InputFault when a file is not there or not the user's; AppError `unavailable` */
export async function stageInputs(deps: StageDeps, run: PromptRun): Promise<void> {
  await Promise.all(run.inputs.map((input) => stageInput(deps, run, input)));
}

async function stageInput(
  { db, store, tenantsRoot }: StageDeps,
  run: PromptRun,
  input: RunInput,
): Promise<void> {
  const target = await placeTenantFile(tenantsRoot, run.userId, input.type, input.path);
  if (target === null || !(await owns(db, run.userId, input.s3Key))) {
    throw new InputFault(`The file ${input.path} is not one of yours.`);
  }
  const markFile = markPath(tenantsRoot, run, input);
  if (await isStaged(target, markFile, input)) {
    // Whoever tidies up goes by age: it is in use.
    await utimes(markFile, new Date(), new Date()).catch(() => undefined);
    return;
  }
  const object = await store.get(input.s3Key);
  if (object === null || object === 'not-modified') {
    throw new InputFault(`The file ${input.path} is gone. Upload it again.`);
  }
  // Written beside its place and moved there: a runner never sees half a file.
  const partial = `${target}.${run.id}.partial`;
  try {
    await pipeline(object.body, createWriteStream(partial, { mode: 0o640 }));
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  const { size, mtimeMs } = await stat(target);
  const mark: Mark = { s3Key: input.s3Key, bytes: size, mtimeMs };
  await mkdir(path.dirname(markFile), { recursive: true });
  await writeFile(markFile, JSON.stringify(mark));
}

/** What was given to the user lies under its first owner's key: there only documents tell whose it is. */
async function owns(
  { uploads, generations }: StageDeps['db'],
  userId: UserId,
  s3Key: string,
): Promise<boolean> {
  if (isKeyOf(userId, s3Key)) return true;
  return (await uploads.hasObject(userId, s3Key)) || generations.hasObject(userId, s3Key);
}

function markPath(tenantsRoot: string, run: PromptRun, input: RunInput): string {
  const name = createHash('sha256').update(`${input.type}/${input.path}`).digest('hex');
  return path.join(tenantsRoot, run.userId, '.staged', name.slice(0, 32));
}

async function isStaged(target: string, markFile: string, input: RunInput): Promise<boolean> {
  try {
    const [facts, text] = await Promise.all([stat(target), readFile(markFile, 'utf8')]);
    const mark = JSON.parse(text) as Mark;
    const isSame = mark.s3Key === input.s3Key && mark.bytes === facts.size;
    return isSame && mark.mtimeMs === facts.mtimeMs;
  } catch {
    return false;
  }
}
