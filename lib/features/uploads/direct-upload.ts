/**
 * Large inputs in three steps: announce (name, length, hash), bring the parts, confirm. What a user
 * brought before is not brought again, a file or a part of it; what does not have the announced length
 * and hash is thrown away.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

import mime from 'mime';

import { mediaTypeOf } from '@/lib/domain/generation';
import { partBytes, partsOf, PART_BYTES, type IncomingUpload } from '@/lib/domain/incoming-upload';
import type { Upload } from '@/lib/domain/upload';
import type { Caller } from '@/lib/domain/user';
import { bytesText } from '@/lib/features/storage/bytes-text';
import type { StorageMeter } from '@/lib/features/storage/storage-meter';
import { AppError } from '@/lib/kernel/errors';
import { randomToken } from '@/lib/kernel/ids';
import { incomingKey, uploadKey } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { IncomingUploadRepository } from '@/prisma-free-db/repositories/incoming-uploads';

import { checkFileName, checkFolder } from './file-names';
import { nameUpload, type NameDeps } from './store-upload';

export interface DirectUploadDeps extends NameDeps {
  readonly incomingUploads: IncomingUploadRepository;
  readonly store: ObjectStore;
  readonly storage: Pick<StorageMeter, 'requireRoom'>;
  readonly bytesMax: number;
}

export interface Announcement {
  readonly name: string;
  readonly subfolder: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

export type Announced =
  | { readonly kind: 'known'; readonly upload: Upload }
  | {
      readonly kind: 'expected';
      readonly incoming: IncomingUpload;
      readonly parts: readonly string[];
      /** Numbers of those that are there from an earlier attempt. */
      readonly arrived: readonly number[];
    };

const ON_THEIR_WAY_MAX = 20;

/**
 * @returns the upload, when the user has the same bytes already; else the addresses of the parts, each
 *   to be PUT with exactly `PART_BYTES`, the last with the rest
 * @throws AppError `bad_request` (the name), `unsupported_media_type`, `too_large`, `quota_exceeded`, `conflict`
 */
export async function announceUpload(
  deps: DirectUploadDeps,
  caller: Caller,
  { name: givenName, subfolder: givenFolder, bytes, sha256 }: Announcement,
): Promise<Announced> {
  const name = checkFileName(givenName);
  const subfolder = checkFolder(givenFolder);
  const { userId } = caller;
  if (mediaTypeOf(name) === 'other') {
    throw new AppError(
      'unsupported_media_type',
      `${name} is no picture, film, sound, 3D scene or text. Such files are no inputs.`,
    );
  }
  if (bytes > deps.bytesMax) {
    throw new AppError(
      'too_large',
      `The file has ${bytesText(bytes)}; the limit is ${bytesText(deps.bytesMax)}.`,
      { reason: 'file_size', facts: { bytes, limit: deps.bytesMax } },
    );
  }
  const known = await deps.store.head(uploadKey(userId, sha256));
  if (known?.bytes === bytes && (await isNamed(deps, userId, sha256))) {
    return {
      kind: 'known',
      upload: await give(deps, { userId, name, subfolder, bytes, contentHash: sha256 }),
    };
  }
  const wanted = { userId, name, subfolder, bytes, contentHash: sha256 };
  const begun = await goOn(deps, wanted);
  const incoming = begun?.incoming ?? (await begin(deps, caller, wanted));
  const { id, key, storeId } = incoming;
  const parts = await Promise.all(
    Array.from({ length: partsOf(bytes) }, async (_, index) => {
      const number = index + 1;
      const link = await deps.store.direct.linkTo(key, storeId, number, partBytes(bytes, number));
      return link ?? `/api/uploads/${id}/parts/${number}`;
    }),
  );
  return { kind: 'expected', incoming, parts, arrived: begun?.arrived ?? [] };
}

type Wanted = Pick<IncomingUpload, 'userId' | 'name' | 'subfolder' | 'bytes' | 'contentHash'>;

/** What was announced before and broke off. @returns null when there is none, or the store forgot it */
async function goOn(
  { incomingUploads, store }: DirectUploadDeps,
  wanted: Wanted,
): Promise<{ incoming: IncomingUpload; arrived: readonly number[] } | null> {
  const incoming = await incomingUploads.findSame(wanted);
  if (incoming === null) return null;
  const { key, storeId, bytes } = incoming;
  const found = await store.direct.arrived(key, storeId);
  if (found !== null) {
    const whole = found.filter((part) => part.bytes === partBytes(bytes, part.number));
    return { incoming, arrived: whole.map(({ number }) => number) };
  }
  if ((await store.head(key)) !== null) {
    // All parts are one object already; only the confirmation is missing.
    return { incoming, arrived: Array.from({ length: partsOf(bytes) }, (_, index) => index + 1) };
  }
  await incomingUploads.remove(incoming.userId, incoming.id);
  return null;
}

async function begin(
  deps: DirectUploadDeps,
  caller: Caller,
  wanted: Wanted,
): Promise<IncomingUpload> {
  await deps.storage.requireRoom(caller, wanted.bytes);
  if ((await deps.incomingUploads.count(caller.userId)) >= ON_THEIR_WAY_MAX) {
    throw new AppError(
      'conflict',
      `${ON_THEIR_WAY_MAX} of your uploads are not finished. Finish or cancel some first.`,
      { reason: 'upload_limit', facts: { limit: ON_THEIR_WAY_MAX } },
    );
  }
  const id = randomToken();
  const key = incomingKey(caller.userId, id);
  const storeId = await deps.store.direct.begin(key, typeOf(wanted.name));
  const incoming: IncomingUpload = { ...wanted, id, key, storeId, createdAt: new Date() };
  await deps.incomingUploads.create(incoming);
  return incoming;
}

const typeOf = (name: string): string => mime.getType(name) ?? 'application/octet-stream';

/** An object that nothing names may be about to go. */
async function isNamed(
  { uploads }: DirectUploadDeps,
  userId: Upload['userId'],
  hash: string,
): Promise<boolean> {
  return uploads.hasObject(userId, uploadKey(userId, hash));
}

/**
 * One part through us, where browsers do not reach the store. It is passed on as it comes.
 * @param number from 1
 * @param length as the client says it
 */
export async function takePart(
  { incomingUploads, store }: DirectUploadDeps,
  { userId }: Caller,
  id: string,
  number: number,
  length: number,
  body: Readable,
): Promise<void> {
  const incoming = await incomingUploads.find(userId, id);
  if (incoming === null) throw noSuchUpload();
  if (!Number.isInteger(number) || number < 1 || number > partsOf(incoming.bytes))
    throw noSuchUpload();
  const wanted = partBytes(incoming.bytes, number);
  if (length !== wanted) {
    throw new AppError(
      'bad_request',
      `Part ${number} has to have ${wanted} bytes (all but the last have ${PART_BYTES}), and Content-Length has to say so.`,
    );
  }
  await store.direct.putPart(incoming.key, incoming.storeId, number, wanted, body);
}

/**
 * @throws AppError `not_found`, `invalid_input` when length or hash are not as announced, `quota_exceeded`
 *   when others that came meanwhile took the room
 */
export async function confirmUpload(
  deps: DirectUploadDeps,
  caller: Caller,
  id: string,
): Promise<Upload> {
  const { userId } = caller;
  const incoming = await deps.incomingUploads.find(userId, id);
  if (incoming === null) throw noSuchUpload();
  const { key, storeId, contentHash, bytes } = incoming;
  // A confirmation that is repeated after a lost answer finds it finished.
  const isThere =
    (await deps.store.head(key)) !== null || (await deps.store.direct.finish(key, storeId));
  if (!isThere) {
    throw new AppError('invalid_input', 'No part of the file has arrived yet.', {
      reason: 'upload_broken',
    });
  }
  const found = await hashOf(deps.store, key);
  if (found === null || found.hash !== contentHash || found.bytes !== bytes) {
    await cancelUpload(deps, { userId }, id);
    throw new AppError(
      'invalid_input',
      `What arrived is not what was announced: ${found?.bytes ?? 0} of ${bytes} bytes, SHA-256 ${found?.hash ?? 'none'}. Bring it again.`,
      { reason: 'upload_broken' },
    );
  }
  await deps.storage.requireRoom(caller, bytes).catch(async (refusal: unknown) => {
    await cancelUpload(deps, { userId }, id);
    throw refusal;
  });
  await deps.store.direct.copy(key, uploadKey(userId, contentHash));
  const upload = await give(deps, incoming);
  await deps.incomingUploads.remove(userId, id);
  await deps.store.remove([key]).catch(() => undefined);
  return upload;
}

/** Takes back what was announced. @throws AppError `not_found` */
export async function cancelUpload(
  { incomingUploads, store }: DirectUploadDeps,
  { userId }: Pick<Caller, 'userId'>,
  id: string,
): Promise<void> {
  const incoming = await incomingUploads.find(userId, id);
  if (incoming === null) throw noSuchUpload();
  await discard({ incomingUploads, store }, incoming);
}

type DiscardDeps = Pick<DirectUploadDeps, 'incomingUploads'> & {
  readonly store: Pick<ObjectStore, 'direct' | 'remove'>;
};

async function discard(
  { incomingUploads, store }: DiscardDeps,
  incoming: IncomingUpload,
): Promise<void> {
  const { userId, id, key, storeId } = incoming;
  await store.direct.abort(key, storeId);
  await store.remove([key]);
  await incomingUploads.remove(userId, id);
}

const BATCH = 200;

/** Half-finished uploads of long ago. @returns how many went */
export async function removeStaleIncoming(deps: DiscardDeps, before: Date): Promise<number> {
  const stale = await deps.incomingUploads.listBeforeAsSystem(before, BATCH);
  for (const incoming of stale) await discard(deps, incoming);
  return stale.length;
}

function give(
  deps: NameDeps,
  file: Pick<IncomingUpload, 'userId' | 'name' | 'subfolder' | 'bytes' | 'contentHash'>,
): Promise<Upload> {
  const { userId, name, subfolder, bytes, contentHash } = file;
  return nameUpload(deps, userId, {
    ...{ type: 'input', subfolder, name, overwrite: false, contentHash, bytes },
    s3Key: uploadKey(userId, contentHash),
  });
}

async function hashOf(
  store: Pick<ObjectStore, 'get'>,
  key: string,
): Promise<{ hash: string; bytes: number } | null> {
  const object = await store.get(key);
  if (object === null || object === 'not-modified') return null;
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of object.body as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { hash: hash.digest('hex'), bytes };
}

function noSuchUpload(): AppError {
  return new AppError('not_found', 'You have no such upload, or no such part of it.');
}
