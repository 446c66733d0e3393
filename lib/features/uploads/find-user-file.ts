/**
 * One of a user's files by ComfyUI's name for it: what `/view` shows, and what a graph's file input
 * reads. Outputs of runs and files that the user brought share ComfyUI's three places.
 */
import type { Generation } from '@/lib/domain/generation';
import type { FileType } from '@/lib/domain/upload';
import type { UserId } from '@/lib/kernel/ids';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';
import type { UploadRepository } from '@/prisma-free-db/repositories/uploads';

export interface FileAddress {
  readonly type: FileType;
  /** Forward slashes, none at the ends; empty for the place itself. */
  readonly subfolder: string;
  readonly filename: string;
}

export interface UserFileFacts extends FileAddress {
  readonly s3Key: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly createdAt: Date;
  /** Set when a run made it. */
  readonly generation: Generation | null;
}

export interface FindUserFileDeps {
  readonly uploads: Pick<UploadRepository, 'findByName'>;
  readonly generations: Pick<GenerationRepository, 'findByName'>;
}

/** @returns the newest of the user's files of that name, or null */
export async function findUserFile(
  { uploads, generations }: FindUserFileDeps,
  userId: UserId,
  address: FileAddress,
): Promise<UserFileFacts | null> {
  const { type, subfolder, filename } = address;
  const [generation, upload] = await Promise.all([
    type === 'input' ? null : generations.findByName(userId, { type, subfolder, filename }),
    uploads.findByName(userId, type, subfolder, filename),
  ]);
  const found = newer(generation, upload);
  if (found === null) return null;
  const { s3Key, contentType, bytes, createdAt } = found;
  return {
    ...{ type, subfolder, filename, s3Key, contentType, bytes, createdAt },
    generation: found === generation ? generation : null,
  };
}

function newer<A extends { createdAt: Date }, B extends { createdAt: Date }>(
  a: A | null,
  b: B | null,
): A | B | null {
  if (a === null || b === null) return a ?? b;
  return a.createdAt >= b.createdAt ? a : b;
}
