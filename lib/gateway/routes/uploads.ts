/** Bringing files: ComfyUI's uploads, and temporary material for scripts. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import type { FileType, Upload } from '@/lib/domain/upload';
import { applyMask } from '@/lib/features/uploads/apply-mask';
import {
  checkFileName,
  checkFolder,
  parseFileType,
  splitAnnotation,
} from '@/lib/features/uploads/file-names';
import { findUserFile } from '@/lib/features/uploads/find-user-file';
import { pictureTurns } from '@/lib/features/uploads/picture-turns';
import { readObject } from '@/lib/features/uploads/read-object';
import { storeUpload } from '@/lib/features/uploads/store-upload';
import { TMP_FOLDER } from '@/lib/features/uploads/tmp-folder';
import type { StorageMeter } from '@/lib/features/storage/storage-meter';
import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import { tmpUploadKey, uploadKey } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { UrlSigner } from '@/lib/storage/signed-urls';
import type { Database } from '@/prisma-free-db/client';

import { parseJson } from '../read-body';
import { receiveUpload, type ReceivedFile, type ReceivedForm } from '../receive-upload';
import { empty, json, type Reply } from '../reply';
import { userRoute, type GatewayRequest, type Route } from '../route';

export interface UploadRouteDeps {
  readonly db: Pick<Database, 'uploads' | 'generations'>;
  readonly store: ObjectStore;
  readonly urls: Pick<UrlSigner, 'urlFor'>;
  /** For files on their way. */
  readonly directory: string;
  readonly maxUploadBytes: number;
  readonly storage: Pick<StorageMeter, 'requireRoom'>;
}

const TMP_URL_TTL_S = 3_600;
/** Both pictures of a mask are held in memory. */
const MASKED_MAX_BYTES = 64 * 1024 * 1024;

export function uploadRoutes(deps: UploadRouteDeps): Route[] {
  return [
    userRoute('POST twin /upload/image', 's3', (request) =>
      receive(deps, request, ['image'], storePlain),
    ),
    userRoute('POST twin /upload/mask', 's3', (request) =>
      receive(deps, request, ['image'], storeMasked),
    ),
    userRoute('POST root /api/upload/tmp', 's3', (request) =>
      receive(deps, request, ['file', 'image'], storeTmp),
    ),
  ];
}

type Store = (
  deps: UploadRouteDeps,
  userId: UserId,
  form: ReceivedForm,
  file: ReceivedFile,
) => Promise<Reply>;

async function receive(
  deps: UploadRouteDeps,
  request: GatewayRequest,
  fileFields: readonly string[],
  store: Store,
): Promise<Reply> {
  const { directory, maxUploadBytes: maxBytes, storage } = deps;
  await storage.requireRoom(request.caller, 0).catch((error: unknown) => {
    request.body.resume();
    throw error;
  });
  const form = await receiveUpload(request.body, { directory, maxBytes, fileFields });
  try {
    if (form.file === null || form.file.name === '') return empty(400);
    await storage.requireRoom(request.caller, form.file.bytes);
    return await store(deps, request.caller.userId, form, form.file);
  } finally {
    await form.discard();
  }
}

function typeOf(fields: ReadonlyMap<string, string>): FileType {
  const type = parseFileType(fields.get('type') ?? 'input');
  if (type === null) throw new AppError('bad_request', 'The type is input, temp or output.');
  return type;
}

const answer = ({ name, subfolder, type }: Upload): object => ({ name, subfolder, type });
const isOverwrite = (fields: ReadonlyMap<string, string>): boolean =>
  ['true', '1'].includes(fields.get('overwrite') ?? '');

const storePlain: Store = async (deps, userId, { fields }, file) => {
  const upload = await storeUpload({ ...deps.db, store: deps.store }, userId, {
    ...file,
    type: typeOf(fields),
    subfolder: fields.get('subfolder') ?? '',
    overwrite: isOverwrite(fields),
    content: file.path,
    s3Key: uploadKey(userId, file.contentHash),
  });
  return json(answer(upload));
};

const storeTmp: Store = async (deps, userId, { fields }, file) => {
  const upload = await storeUpload({ ...deps.db, store: deps.store }, userId, {
    ...file,
    type: 'input',
    subfolder: TMP_FOLDER,
    overwrite: isOverwrite(fields),
    content: file.path,
    s3Key: tmpUploadKey(userId, file.contentHash),
  });
  const url = await deps.urls.urlFor(upload.s3Key, { expiresInS: TMP_URL_TTL_S });
  return json({ ...answer(upload), url });
};

/** The uploaded picture's alpha on the picture that `original_ref` names, as a new file. */
const storeMasked: Store = async (deps, userId, { fields }, file) => {
  if (file.bytes > MASKED_MAX_BYTES) throw new AppError('too_large', 'The mask is too large.');
  const content = await pictureTurns.take(userId, async () => {
    const original = await findOriginal(deps, userId, fields.get('original_ref') ?? '');
    return original && applyMask(original, await readFile(file.path));
  });
  if (content === null) return empty(404);
  const contentHash = createHash('sha256').update(content).digest('hex');
  const upload = await storeUpload({ ...deps.db, store: deps.store }, userId, {
    name: file.name,
    type: typeOf(fields),
    subfolder: fields.get('subfolder') ?? '',
    overwrite: isOverwrite(fields),
    ...{ content, contentHash, bytes: content.byteLength },
    s3Key: uploadKey(userId, contentHash),
  });
  return json(answer(upload));
};

const originalSchema = z.object({
  filename: z.string(),
  subfolder: z.string().default(''),
  type: z.string().default('output'),
});

async function findOriginal(
  { db, store }: UploadRouteDeps,
  userId: UserId,
  reference: string,
): Promise<Buffer | null> {
  const parsed = originalSchema.safeParse(parseJson(Buffer.from(reference)));
  if (!parsed.success) {
    throw new AppError('bad_request', 'original_ref must be {filename, subfolder?, type?}.');
  }
  const { name, type } = splitAnnotation(parsed.data.filename);
  const place = type ?? parseFileType(parsed.data.type);
  if (place === null) throw new AppError('bad_request', 'The type is input, temp or output.');
  const file = await findUserFile(db, userId, {
    type: place,
    subfolder: checkFolder(parsed.data.subfolder),
    filename: checkFileName(name),
  });
  return file === null ? null : readObject(store, file.s3Key, MASKED_MAX_BYTES);
}
