/** Looking at files: `/view` and the lists of the editor's sidebar. From MongoDB and S3 only. */
import type { Generation } from '@/lib/domain/generation';
import {
  convertPicture,
  parseConversion,
  type Conversion,
  type ConvertedPicture,
} from '@/lib/features/uploads/convert-picture';
import { checkFolder, parseFileType, splitAnnotation } from '@/lib/features/uploads/file-names';
import { findUserFile, type UserFileFacts } from '@/lib/features/uploads/find-user-file';
import { listInputFiles } from '@/lib/features/uploads/list-input-files';
import { pictureTurns } from '@/lib/features/uploads/picture-turns';
import { readObject } from '@/lib/features/uploads/read-object';
import { AppError } from '@/lib/kernel/errors';
import type { GenerationId } from '@/lib/kernel/ids';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';

import { isUnchanged, showHeaders, tagOf } from '../file-headers';
import type { PreviewCache } from '../preview-cache';
import { bytes as bytesReply, empty, json, type Reply } from '../reply';
import { userRoute, type GatewayRequest, type Route } from '../route';
import { serveObject } from '../serve-object';

export interface FileRouteDeps {
  readonly db: Pick<Database, 'uploads' | 'generations'>;
  readonly store: Pick<ObjectStore, 'get' | 'head'>;
  readonly previews: PreviewCache;
}

/** A picture that is converted on the way is held in memory. */
const CONVERTED_MAX_BYTES = 64 * 1024 * 1024;
const LISTED_MAX = 2_000;
const FOR_EVER = 'private, max-age=31536000, immutable';

export function fileRoutes(deps: FileRouteDeps): Route[] {
  return [
    userRoute('GET twin /view', 's3', (request) => view(deps, request)),
    userRoute('GET bare /internal/files/{type}', 'mongodb', (request) => listNames(deps, request)),
  ];
}

async function listNames(
  { db }: FileRouteDeps,
  { caller, params }: GatewayRequest,
): Promise<Reply> {
  const type = parseFileType(params['type'] ?? '');
  if (type === null) return json({ error: 'Invalid directory type' }, 400);
  if (type === 'input') return json(await listInputFiles(db, caller.userId));
  return json(await db.generations.listNames(caller.userId, type, LISTED_MAX));
}

async function view(deps: FileRouteDeps, request: GatewayRequest): Promise<Reply> {
  const { query, headers } = request;
  const file = await findFile(deps.db, request);
  if (file === null) return empty(404);
  const conversion = parseConversion(query.get('preview'), query.get('channel'));
  const { s3Key: key, bytes, createdAt, contentType, filename } = file;
  const tag = tagOf(key, bytes, createdAt.getTime(), JSON.stringify(conversion));
  const kept = { 'cache-control': query.has('generation') ? FOR_EVER : 'private, no-cache' };
  if (isUnchanged(headers, tag)) return empty(304, { ...kept, etag: tag });
  if (conversion === null) {
    const shown = () => ({ ...showHeaders(contentType, filename, headers), ...kept });
    return serveObject(deps.store, request, { key, tag, headers: shown });
  }
  const picture = await deps.previews.get(tag, () =>
    pictureTurns.take(request.caller.userId, () => convert(deps.store, file, conversion)),
  );
  if (picture === null) return empty(404);
  const shown = showHeaders(picture.contentType, filename, headers);
  return bytesReply(picture.bytes, picture.contentType, { ...kept, ...shown, etag: tag });
}

/** @throws AppError for names that are none, with the status that ComfyUI gives */
async function findFile(
  db: FileRouteDeps['db'],
  { caller, query }: GatewayRequest,
): Promise<UserFileFacts | null> {
  const generationId = query.get('generation');
  if (generationId !== null) {
    const generation = await db.generations.find(caller.userId, generationId as GenerationId);
    return generation?.deletedAt === null ? sizeOf(generation, query.get('width')) : null;
  }
  const given = query.get('filename');
  if (given === null) return null;
  const annotated = splitAnnotation(given);
  const { name } = annotated;
  if (name === '' || name.startsWith('/') || name.includes('..') || /[\\\0]/.test(name)) {
    throw new AppError('bad_request', 'The file name must not be absolute or hold "..".');
  }
  const type = annotated.type ?? parseFileType(query.get('type') ?? 'output');
  if (type === null) throw new AppError('bad_request', 'The type is input, output or temp.');
  const filename = name.slice(name.lastIndexOf('/') + 1);
  const subfolder = folderOf(query.get('subfolder') ?? '');
  return findUserFile(db, caller.userId, { type, subfolder, filename });
}

/** The original, or the thumbnail of that width. */
function sizeOf(generation: Generation, width: string | null): UserFileFacts | null {
  if (width === null) return { ...generation, generation };
  const thumb = generation.thumbs.find((one) => String(one.width) === width);
  if (thumb === undefined) return null;
  return {
    ...generation,
    generation,
    s3Key: thumb.key,
    filename: `${generation.filename}.webp`,
    contentType: 'image/webp',
  };
}

/** ComfyUI answers 403 for a folder outside the place, and 400 for other names that are none. */
function folderOf(given: string): string {
  if (given.startsWith('/') || given.split('/').includes('..')) {
    throw new AppError('forbidden', 'The folder must lie inside your own files.');
  }
  return checkFolder(given);
}

async function convert(
  store: FileRouteDeps['store'],
  { s3Key }: UserFileFacts,
  conversion: Conversion,
): Promise<ConvertedPicture | null> {
  const source = await readObject(store, s3Key, CONVERTED_MAX_BYTES);
  return source === null ? null : convertPicture(source, conversion);
}
