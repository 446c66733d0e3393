/** Which of the caller's own files a graph reads. Another user's files cannot be named at all. */
import { referenceKey, splitPath, type FileReference } from '@/lib/comfy/file-reference';
import { listFileReferences } from '@/lib/comfy/list-file-references';
import type { ObjectInfo } from '@/lib/comfy/object-info';
import type { RunInput } from '@/lib/domain/prompt-run';
import { inputPath } from '@/lib/domain/upload';
import type { UserId } from '@/lib/kernel/ids';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';
import type { UploadRepository } from '@/prisma-free-db/repositories/uploads';

export interface ResolveInputsDeps {
  readonly uploads: Pick<UploadRepository, 'findByNames'>;
  readonly generations: Pick<GenerationRepository, 'findByName'>;
}

export interface ResolvedInputs {
  /** Files that exist, by path within their type. */
  readonly inputs: readonly RunInput[];
  has(file: FileReference): boolean;
}

/** Results that a graph reads again are named one by one; more than this is no honest graph. */
const RESULTS_MAX = 200;

/**
 * @param prompt as posted: nothing is known about its shape
 * @param definitions of the pool's nodes
 */
export async function resolveInputs(
  { uploads, generations }: ResolveInputsDeps,
  userId: UserId,
  prompt: unknown,
  definitions: ObjectInfo,
): Promise<ResolvedInputs> {
  const references = listFileReferences(prompt, definitions);
  const names = references.map(({ type, path }) => ({ type, ...splitPath(path) }));
  const results = names.flatMap(({ type, subfolder, name }) =>
    type === 'input' ? [] : [{ type, subfolder, filename: name }],
  );
  const [uploaded, ...generated] = await Promise.all([
    uploads.findByNames(userId, names),
    ...results.slice(0, RESULTS_MAX).map((file) => generations.findByName(userId, file)),
  ]);

  const found = new Map<string, { input: RunInput; createdAt: Date }>();
  const put = (input: RunInput, createdAt: Date): void => {
    const key = referenceKey(input);
    const known = found.get(key);
    // A result and an upload of one name share the place: the newer one lies there.
    if (known === undefined || known.createdAt < createdAt) found.set(key, { input, createdAt });
  };
  for (const file of uploaded) {
    const { type, s3Key, bytes, createdAt } = file;
    put({ type, path: inputPath(file), s3Key, bytes }, createdAt);
  }
  for (const file of generated) {
    if (file === null) continue;
    const { type, subfolder, filename, s3Key, bytes, createdAt } = file;
    put({ type, path: inputPath({ subfolder, name: filename }), s3Key, bytes }, createdAt);
  }
  return {
    inputs: [...found.values()].map(({ input }) => input),
    has: (file) => found.has(referenceKey(file)),
  };
}
