/** Looking at and uploading a tenant's files. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

import mime from 'mime';

import { parseFileReference } from '@/lib/comfy/file-reference';

import { findFile, isFolderType, isInside } from '../files/tenant-folders';
import { HttpStop, sendJson } from './http';
import { parseRange } from './range';
import type { Route, RouteContext } from './routes';
import { receiveUpload } from './receive-upload';
import { transcode, wantsTranscoding } from './transcode';

/** Types that a browser would run as a page of ours. */
const ACTIVE_TYPES = /html|xml|svg|javascript|css/;

async function locate({ runner, tenant, query }: RouteContext): Promise<string> {
  const given = query.get('filename');
  if (given === null || given === '') throw new HttpStop(404);
  const file = parseFileReference(given);
  const type = given.endsWith(']') ? file?.type : (query.get('type') ?? 'output');
  if (file === null || type === undefined || !isFolderType(type)) throw new HttpStop(400);
  const folders = await runner.foldersOf(tenant);
  const subfolder = query.get('subfolder') ?? '';
  const lexical = path.resolve(folders[type], subfolder);
  if (!isInside(folders[type], lexical)) throw new HttpStop(403);
  const found = await findFile(lexical, path.basename(file.path));
  if (found === null) throw new HttpStop(404);
  return found;
}

async function getView(context: RouteContext): Promise<void> {
  const { request, response, query } = context;
  const file = await locate(context);
  if (wantsTranscoding(query)) {
    const { type, body } = await transcode(file, query);
    response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
    return;
  }
  const { size, mtimeMs } = await stat(file);
  const etag = `"${Math.trunc(mtimeMs).toString(16)}-${size.toString(16)}"`;
  const guessed = mime.getType(file) ?? 'application/octet-stream';
  const range = parseRange(request.headers.range, size);
  const name = path.basename(file).replaceAll(/["\\\r\n]/g, '_');
  response.setHeader('etag', etag);
  response.setHeader('last-modified', new Date(mtimeMs).toUTCString());
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-disposition', `filename="${encodeURI(name)}"`);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
    return;
  }
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.writeHead(range === null ? 200 : 206, {
    'content-type': ACTIVE_TYPES.test(guessed) ? 'application/octet-stream' : guessed,
    'content-length': end - start + 1,
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  });
  if (request.method === 'HEAD' || size === 0) response.end();
  else await pipeline(createReadStream(file, { start, end }), response);
}

async function postUpload(context: RouteContext): Promise<void> {
  const folders = await context.runner.foldersOf(context.tenant);
  sendJson(
    context.response,
    await receiveUpload(context.request, folders, context.limits.maxUploadBytes),
  );
}

export const fileRoutes: readonly Route[] = [
  { method: 'GET', path: '/view', handle: getView },
  { method: 'POST', path: '/upload/image', handle: postUpload },
];
