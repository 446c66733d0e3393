import type { Generation } from '@/lib/domain/generation';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { GenerationId } from '@/lib/kernel/ids';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

const GENERATION_ID = /^[0-9a-f]{32}$/;

/** @returns the text as a generation id. @throws AppError `not_found`, as for one that is not there */
export function asGenerationId(value: string | undefined): GenerationId {
  if (value === undefined || !GENERATION_ID.test(value)) throw noSuchGeneration();
  return value as GenerationId;
}

/** @throws AppError `not_found` for what is absent or somebody else's: the answers do not differ */
export async function findGeneration(
  generations: Pick<GenerationRepository, 'find'>,
  caller: Caller,
  id: GenerationId,
): Promise<Generation> {
  const generation = await generations.find(caller.userId, id);
  if (generation === null) throw noSuchGeneration();
  return generation;
}

export function noSuchGeneration(): AppError {
  return new AppError('not_found', 'You have no such picture or file.');
}
