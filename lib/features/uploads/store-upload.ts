/**
 * Keeps a file that a user brought: its bytes in object storage under their hash, its name in the
 * database. ComfyUI's rule for a taken name: the same bytes are that file, other bytes become
 * `stem (1).ext`, `stem (2).ext` and so on.
 */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

import mime from 'mime';

import type { FileType, Upload } from '@/lib/domain/upload';
import { AppError } from '@/lib/kernel/errors';
import { uploadIdFor, type UserId } from '@/lib/kernel/ids';
import { isTmpUploadKey } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';
import type { UploadRepository } from '@/prisma-free-db/repositories/uploads';

import { checkFileName, checkFolder } from './file-names';

export interface NameDeps {
  readonly uploads: Pick<UploadRepository, 'put' | 'putNew' | 'hasObject'>;
  readonly generations: Pick<GenerationRepository, 'findByName'>;
}

export interface StoreUploadDeps extends NameDeps {
  readonly store: Pick<ObjectStore, 'head' | 'put'>;
}

export interface NewUpload {
  readonly type: FileType;
  readonly subfolder: string;
  readonly name: string;
  readonly overwrite: boolean;
  /** SHA-256 of the content, hex. */
  readonly contentHash: string;
  readonly bytes: number;
  /** A path on this host, or the bytes themselves. */
  readonly content: string | Uint8Array;
  readonly s3Key: string;
}

const NAMES_TRIED_MAX = 1_000;
/** The janitor removes no object that is younger. */
const TRUSTED_MS = 3_600_000;

/** @returns the upload under the name that it got @throws AppError `bad_request` for a name that is none */
export async function storeUpload(
  deps: StoreUploadDeps,
  userId: UserId,
  given: NewUpload,
): Promise<Upload> {
  const subfolder = checkFolder(given.subfolder);
  const wanted = checkFileName(given.name);
  const contentType = contentTypeOf(wanted);
  await putBytes(deps.store, given, contentType);
  return nameUpload(deps, userId, { ...given, subfolder, name: wanted });
}

const contentTypeOf = (name: string): string => mime.getType(name) ?? 'application/octet-stream';

/**
 * Gives bytes that are in the store a name of the user's.
 * @param given with a name and a folder that were checked
 */
export async function nameUpload(
  deps: NameDeps,
  userId: UserId,
  given: Omit<NewUpload, 'content'>,
): Promise<Upload> {
  const { subfolder, name: wanted } = given;
  const contentType = contentTypeOf(wanted);
  const { type, contentHash, bytes, s3Key } = given;
  const createdAt = new Date();
  const named = (name: string): Upload => ({
    id: uploadIdFor(userId, type, subfolder, name),
    ...{ userId, type, subfolder, name, contentHash, contentType, bytes, s3Key, createdAt },
  });
  if (given.overwrite) {
    await deps.uploads.put(named(wanted));
    return named(wanted);
  }
  const { name: stem, ext } = path.posix.parse(wanted);
  for (let n = 0; n < NAMES_TRIED_MAX; n += 1) {
    const upload = named(n === 0 ? wanted : `${stem} (${n})${ext}`);
    if (await takeName(deps, upload)) return upload;
  }
  throw new AppError('conflict', `There are too many files named ${wanted} already.`, {
    reason: 'name_taken',
  });
}

/** The bytes go first: a name in the database always leads to bytes. */
async function putBytes(
  store: StoreUploadDeps['store'],
  { s3Key, content, bytes }: NewUpload,
  contentType: string,
): Promise<void> {
  const known = await store.head(s3Key);
  // An old object may be about to go, because nothing names it yet: it is written again.
  if (known !== null && Date.now() - known.modifiedAt.getTime() < TRUSTED_MS) return;
  const body: Readable | Uint8Array =
    typeof content === 'string' ? createReadStream(content) : content;
  await store.put(s3Key, body, { contentType, bytes });
}

/** @returns false when other bytes have the name */
async function takeName(deps: NameDeps, upload: Upload): Promise<boolean> {
  const { userId, type, subfolder, name } = upload;
  if (type !== 'input') {
    const made = await deps.generations.findByName(userId, { type, subfolder, filename: name });
    if (made !== null) return false;
  }
  const holder = await deps.uploads.putNew(upload);
  if (holder.contentHash !== upload.contentHash) return false;
  // Temporary material that was brought again to stay, or the other way: the latest wish counts.
  // Brought again to be temporary, it lasts as long as if it were new.
  const isRenewed = isTmpUploadKey(upload.s3Key) && holder.createdAt < upload.createdAt;
  if (holder.s3Key !== upload.s3Key || isRenewed) await deps.uploads.put(upload);
  return true;
}
