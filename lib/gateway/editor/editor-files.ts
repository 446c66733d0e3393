/**
 * Serves the editor's static files. They are what a first visit mostly waits for, so they leave
 * compressed as set-up left them, with as few headers as do the job, and are asked for once: hashed
 * names never again, the others once a day.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';

import { EDITOR_FRAME_PATH, EDITOR_MANIFEST_PATH } from '@/lib/domain/editor-manifest';
import type { EditorManifest } from '@/lib/domain/editor-manifest';
import { compress, compressedOnce, type Compressed, type Encoding } from '@/lib/kernel/compress';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { acceptedEncoding } from '../accepted-encoding';
import { createByteCache } from './byte-cache';
import { COMPRESSIBLE, indexEditorFiles, inlineScriptSources, type EditorFile } from './file-index';
import { readEditorManifest } from './read-manifest';

/** Without `public`: an answer with an age may be kept by everybody unless it says otherwise. */
const FOR_EVER = 'max-age=31536000, immutable';
const FOR_A_DAY = 'max-age=86400';
/** The start of the editor, compressed, fits; the memory of an idle web process stays small. */
const CACHE_BYTES = 12 * 1024 * 1024;
const CACHED_FILE_BYTES_MAX = 2 * 1024 * 1024;
/** About as long as a start takes at 20 Mbit/s once the editor asks for these files. */
const LATE_BY_MS = 2_000;
/** Below this gzip does not save a packet. */
const GZIP_FROM_BYTES = 1_400;

/**
 * Headers that say something about pages, or repeat what is so anyway. The start of the editor is some
 * three hundred answers: these would be as much as one of its larger files.
 */
const NEEDLESS_HEADERS = [
  'connection',
  'cross-origin-resource-policy',
  'x-request-id',
  'referrer-policy',
  'x-frame-options',
  'cross-origin-opener-policy',
  'permissions-policy',
  'content-security-policy',
];

export interface EditorFiles {
  readonly manifest: EditorManifest;
  /** The editor's own page, and the policy under which it may be shown. */
  readonly frame: Frame;
  /**
   * Answers GET and HEAD for one of the editor's files.
   * @param path below the studio's base, decoded
   * @returns false when there is no such file: nothing was written
   */
  handle(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

export interface EditorFilesOptions {
  /** The wheel's unpacked static files, with `.br` twins beside them where set-up made them. */
  readonly dir: string;
  readonly log: Logger;
}

/** @throws AppError `unavailable` when the folder does not hold the editor */
export async function createEditorFiles({ dir, log }: EditorFilesOptions): Promise<EditorFiles> {
  const { manifest, files, frame } = await readEditor(dir);
  const cache = createByteCache(CACHE_BYTES);
  const manifestBody = compressedOnce(Buffer.from(JSON.stringify(manifest)), 'best');
  const frameBody = compressedOnce(frame.body, 'best');
  log.info({ version: manifest.version, files: files.size }, 'editor files indexed');

  /** Compressed bytes, or null when the file is better streamed. */
  async function bytesOf(file: EditorFile, encoding: Encoding): Promise<Uint8Array | null> {
    const stored = encoding === 'br' ? (file.brotliBytes ?? 0) : file.bytes;
    if (encoding !== 'gzip' && stored > CACHED_FILE_BYTES_MAX) return null;
    return cache.get(`${encoding} ${file.file}`, async () => {
      if (encoding === 'br') return readFile(`${file.file}.br`);
      const plain = await readFile(file.file);
      return compress(plain, encoding, 'good');
    });
  }

  function encodingFor(file: EditorFile, request: IncomingMessage): Encoding {
    if (!COMPRESSIBLE.test(file.contentType)) return 'identity';
    const accepted = acceptedEncoding(request.headers['accept-encoding']);
    if (accepted === 'br' && file.brotliBytes !== null) return 'br';
    return accepted === 'identity' || file.bytes < GZIP_FROM_BYTES ? 'identity' : 'gzip';
  }

  async function sendFile(file: EditorFile, request: IncomingMessage, response: ServerResponse) {
    const keyed = new URLSearchParams(request.url?.split('?')[1]).get('v') === manifest.version;
    response.setHeader('cache-control', file.hashed || keyed ? FOR_EVER : FOR_A_DAY);
    if (!file.hashed && isFresh(request, response, `"${manifest.version}-${file.bytes}"`)) return;
    const encoding = encodingFor(file, request);
    response.setHeader('content-type', file.contentType);
    if (COMPRESSIBLE.test(file.contentType)) response.setHeader('vary', 'Accept-Encoding');
    if (encoding !== 'identity') response.setHeader('content-encoding', encoding);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    if (file.late) await delay(LATE_BY_MS);
    const body = await bytesOf(file, encoding);
    if (body !== null) {
      response.setHeader('content-length', body.byteLength);
      response.end(body);
      return;
    }
    const isBrotli = encoding === 'br' && file.brotliBytes !== null;
    const source = isBrotli ? `${file.file}.br` : file.file;
    response.setHeader('content-length', isBrotli ? file.brotliBytes : file.bytes);
    await pipeline(createReadStream(source), response).catch(() => response.destroy());
  }

  async function sendSmall(
    body: Compressed,
    type: string,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const encoding = acceptedEncoding(request.headers['accept-encoding']);
    response.setHeader('content-type', type);
    response.setHeader('vary', 'Accept-Encoding');
    if (encoding !== 'identity') response.setHeader('content-encoding', encoding);
    const bytes = await body(encoding);
    response.setHeader('content-length', bytes.byteLength);
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  return {
    manifest,
    frame,
    async handle(name, request, response) {
      if (name === EDITOR_MANIFEST_PATH) {
        stripHeaders(response);
        response.setHeader('cache-control', FOR_A_DAY);
        if (isFresh(request, response, `"${manifest.version}"`)) return true;
        await sendSmall(manifestBody, 'application/json; charset=utf-8', request, response);
        return true;
      }
      if (name === EDITOR_FRAME_PATH) {
        response.setHeader('content-security-policy', frame.policy);
        response.setHeader('cache-control', 'no-cache');
        if (isFresh(request, response, `"${manifest.version}"`)) return true;
        await sendSmall(frameBody, 'text/html; charset=utf-8', request, response);
        return true;
      }
      const file = files.get(name);
      if (file === undefined) return false;
      stripHeaders(response);
      await sendFile(file, request, response);
      return true;
    },
  };
}

interface Frame {
  readonly body: Buffer;
  readonly policy: string;
}

async function readEditor(
  dir: string,
): Promise<{ manifest: EditorManifest; files: Map<string, EditorFile>; frame: Frame }> {
  try {
    const [manifest, files, html] = await Promise.all([
      readEditorManifest(dir),
      indexEditorFiles(dir),
      readFile(path.join(dir, 'index.html'), 'utf8'),
    ]);
    return { manifest, files, frame: { body: Buffer.from(html), policy: framePolicy(html) } };
  } catch (error) {
    throw new AppError(
      'unavailable',
      `EDITOR_DIR does not hold a complete editor (${errorMessage(error)}). Run ./atelier up, which fetches it.`,
      { detail: { dir }, cause: error },
    );
  }
}

/** The editor's own page, alone in a frame of ours: its own inline script, and nothing from elsewhere. */
export function framePolicy(html: string): string {
  return [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...inlineScriptSources(html)].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "frame-ancestors 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
  ].join('; ');
}

function stripHeaders(response: ServerResponse): void {
  for (const name of NEEDLESS_HEADERS) response.removeHeader(name);
  response.sendDate = false;
}

/** Sets the ETag and answers 304 when the client has it. */
function isFresh(request: IncomingMessage, response: ServerResponse, etag: string): boolean {
  response.setHeader('etag', etag);
  const known = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  if (!known.includes(etag)) return false;
  response.statusCode = 304;
  response.end();
  return true;
}
