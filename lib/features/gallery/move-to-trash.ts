import type { Caller } from '@/lib/domain/user';
import type { GenerationId } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

import { noSuchGeneration } from './find-generation';

export interface TrashDeps {
  readonly generations: Pick<GenerationRepository, 'setDeleted'>;
  readonly publisher: Publisher;
}

/** Takes a generation out of the gallery; it can be restored until the janitor empties the trash. */
export async function moveToTrash(
  deps: TrashDeps,
  caller: Caller,
  id: GenerationId,
): Promise<void> {
  await move(deps, caller, id, new Date());
}

/** Brings a generation back from the trash. */
export async function restoreFromTrash(
  deps: TrashDeps,
  caller: Caller,
  id: GenerationId,
): Promise<void> {
  await move(deps, caller, id, null);
}

async function move(
  { generations, publisher }: TrashDeps,
  { userId }: Caller,
  id: GenerationId,
  deletedAt: Date | null,
): Promise<void> {
  if (!(await generations.setDeleted(userId, id, deletedAt))) throw noSuchGeneration();
  const change = deletedAt === null ? 'restored' : 'deleted';
  publisher.publish(userId, { kind: 'generation', change, generationId: id });
}
