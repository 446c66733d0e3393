/** Looking at files: `/view` and the lists of the editor's sidebar. From MongoDB and S3 only. */
import type { Generation } from '@/lib/domain/generation';
import { readObject } from '@/lib/features/uploads/read-object';
import {
  convertPicture,
  parseConversion,
  type Conversion,
} from '@/lib/features/uploads/convert-picture';
import { checkFolder, parseFileType, splitAnnotation } from '@/lib/features/uploads/file-names';
import { findUserFile, type UserFileFacts } from '@/lib/features/uploads/find-user-file';
import { listInputFiles } from '@/lib/features/uploads/list-input-files';
import { AppError } from '@/lib/kernel/errors';
import type { GenerationId } from '@/lib/kernel/ids';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';

import { isUnchanged, rangeOf, showHeaders, tagOf } from '../file-headers';
import { empty, json, stream, type Reply } from '../reply';
import { userRoute, type GatewayRequest, type Route } from '../route';

export interface FileRouteDeps {
  readonly db: Pick<Database, 'uploads' | 'generations'>;
  readonly store: Pick<ObjectStore, 'get'>;
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

async function view({ db, store }: FileRouteDeps, request: GatewayRequest): Promise<Reply> {
  const { query, headers } = request;
  const file = await findFile(db, request);
  if (file === null) return empty(404);
  const conversion = parseConversion(query.get('preview'), query.get('channel'));
  const { s3Key, bytes, createdAt } = file;
  const tag = tagOf(s3Key, bytes, createdAt.getTime(), JSON.stringify(conversion));
  const common = {
    etag: tag,
    'last-modified': createdAt.toUTCString(),
    'cache-control': query.has('generation') ? FOR_EVER : 'private, no-cache',
  };
  if (isUnchanged(headers, tag)) return empty(304, common);
  const reply =
    conversion === null
      ? await plain(store, file, tag, request)
      : await converted(store, file, conversion, request);
  return { ...reply, headers: { ...common, ...reply.headers } };
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

async function plain(
  store: FileRouteDeps['store'],
  { s3Key, contentType, filename, bytes }: UserFileFacts,
  tag: string,
  { method, headers }: GatewayRequest,
): Promise<Reply> {
  const shown = { ...showHeaders(contentType, filename, headers), 'accept-ranges': 'bytes' };
  if (method === 'HEAD')
    return { status: 200, headers: { ...shown, 'content-length': bytes }, body: null };
  const range = rangeOf(headers, tag);
  const object = await store.get(s3Key, range === undefined ? {} : { range });
  if (object === null || object === 'not-modified') return empty(404);
  const length = { ...shown, 'content-length': object.bytes };
  if (object.range === undefined) return stream(object.body, length);
  const { start, end, total } = object.range;
  return stream(object.body, { ...length, 'content-range': `bytes ${start}-${end}/${total}` }, 206);
}

async function converted(
  store: FileRouteDeps['store'],
  { s3Key, filename }: UserFileFacts,
  conversion: Conversion,
  { headers }: GatewayRequest,
): Promise<Reply> {
  const source = await readObject(store, s3Key, CONVERTED_MAX_BYTES);
  if (source === null) return empty(404);
  const { bytes, contentType } = await convertPicture(source, conversion);
  return { status: 200, headers: showHeaders(contentType, filename, headers), body: bytes };
}
