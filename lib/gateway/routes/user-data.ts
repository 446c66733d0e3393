/** A user's own files: saved workflows, subgraphs, the editor's lists. Times are milliseconds, as since ComfyUI 0.38. */
import mime from 'mime';

import { listFiles, listTree } from '@/lib/features/user-files/list-files';
import { moveFile } from '@/lib/features/user-files/move-file';
import { readFile } from '@/lib/features/user-files/read-file';
import { removeFile } from '@/lib/features/user-files/remove-file';
import { requireFileRoom, type FileRoomDeps } from '@/lib/features/user-files/require-file-room';
import { USER_FILE_MAX_BYTES, writeFile } from '@/lib/features/user-files/write-file';
import type { Database } from '@/prisma-free-db/client';
import type { UserFileInfo } from '@/prisma-free-db/repositories/user-files';

import { contentDisposition, isActive } from '../file-headers';
import { bytes, empty, json, text, type Reply } from '../reply';
import { userRoute, type GatewayRequest, type Route } from '../route';

type Db = Pick<Database, 'userFiles'>;

/** Files that the editor asks for whether there is one or not. */
const EMPTY_FILES: ReadonlyMap<string, Uint8Array> = new Map([
  ['user.css', Buffer.from('')],
  ['comfy.templates.json', Buffer.from('[]')],
]);

const isTrue = (value: string | null): boolean => value?.toLowerCase() === 'true';

function facts({ path, size, createdAt, modifiedAt }: UserFileInfo): object {
  return { path, size, modified: modifiedAt.getTime(), created: createdAt.getTime() };
}

/** What a write answers: the path, or all facts with `full_info`. */
function written(info: UserFileInfo, query: URLSearchParams): Reply {
  return json(isTrue(query.get('full_info')) ? facts(info) : info.path);
}

export function userDataRoutes(db: Db, storage: FileRoomDeps['storage']): Route[] {
  return [
    userRoute('GET twin /userdata', 'mongodb', (request) => list(db, request)),
    userRoute('GET twin /v2/userdata', 'mongodb', (request) => tree(db, request)),
    userRoute('GET twin /userdata/{file}', 'mongodb', (request) => read(db, request)),
    userRoute('POST twin /userdata/{file}', 'mongodb', (request) => write(db, storage, request)),
    userRoute('DELETE twin /userdata/{file}', 'mongodb', async ({ caller, params }) =>
      empty((await removeFile(db, caller.userId, params['file'] ?? '')) ? 204 : 404),
    ),
    userRoute('POST twin /userdata/{file}/move/{dest}', 'mongodb', (request) => move(db, request)),
  ];
}

async function list(db: Db, { caller, query }: GatewayRequest): Promise<Reply> {
  const folder = query.get('dir') ?? '';
  if (folder === '') return text('Directory not provided', 400);
  const files = await listFiles(db, caller.userId, folder, isTrue(query.get('recurse')));
  if (files === null) return text('Directory not found', 404);
  if (isTrue(query.get('full_info'))) {
    return json(files.map((file) => ({ ...facts(file), path: file.relativePath })));
  }
  const paths = files.map(({ relativePath }) => relativePath);
  return json(isTrue(query.get('split')) ? paths.map((path) => [path, ...path.split('/')]) : paths);
}

async function tree(db: Db, { caller, query }: GatewayRequest): Promise<Reply> {
  const entries = await listTree(db, caller.userId, query.get('path') ?? '');
  if (entries === null) return text('Requested path not found', 404);
  if (entries === 'not-a-folder') return text('Requested path is not a directory', 400);
  return json(
    entries.map(({ modifiedAt, ...entry }) => ({
      ...entry,
      ...(modifiedAt !== undefined && { modified: modifiedAt.getTime() / 1000 }),
    })),
  );
}

async function read(db: Db, { caller, params }: GatewayRequest): Promise<Reply> {
  const path = params['file'] ?? '';
  const file = await readFile(db, caller.userId, path);
  const content = file?.content ?? EMPTY_FILES.get(path);
  if (content === undefined) return empty(404);
  if (path === 'user.css') return bytes(content, 'text/css; charset=utf-8');
  const type = mime.getType(path) ?? 'application/octet-stream';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return bytes(content, isActive(type) ? 'application/octet-stream' : type, {
    'content-disposition': contentDisposition('attachment', name),
  });
}

async function write(
  db: Db,
  storage: FileRoomDeps['storage'],
  request: GatewayRequest,
): Promise<Reply> {
  const { caller, params, query } = request;
  const path = params['file'] ?? '';
  const content = await request.readBytes(USER_FILE_MAX_BYTES);
  const overwrite = query.get('overwrite') !== 'false';
  await requireFileRoom({ ...db, storage }, caller, path, content.byteLength);
  const info = await writeFile(db, caller.userId, path, content, overwrite);
  return info === null ? text('File already exists', 409) : written(info, query);
}

async function move(db: Db, { caller, params, query }: GatewayRequest): Promise<Reply> {
  const { file = '', dest = '' } = params;
  const overwrite = query.get('overwrite') !== 'false';
  const moved = await moveFile(db, caller.userId, file, dest, overwrite);
  if (moved === 'missing') return empty(404);
  return moved === 'exists' ? text('File already exists', 409) : written(moved, query);
}
