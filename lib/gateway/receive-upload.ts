/**
 * A multipart form with one file, streamed to a temporary file while its hash is taken. Whatever
 * goes wrong, nothing is left on the disk.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { Busboy, type BusboyInstance } from '@fastify/busboy';

import { AppError } from '@/lib/kernel/errors';

export interface ReceivedFile {
  /** As the client named it, unchecked. */
  readonly name: string;
  readonly path: string;
  /** SHA-256, hex. */
  readonly contentHash: string;
  readonly bytes: number;
}

export interface ReceivedForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: ReceivedFile | null;
  /** Removes the temporary file. */
  discard(): Promise<void>;
}

export interface ReceiveOptions {
  /** Made when it is missing; only this process's user can read it. */
  readonly directory: string;
  readonly maxBytes: number;
  /** Names under which the file may come. */
  readonly fileFields: readonly string[];
}

const LIMITS = { files: 4, fields: 32, parts: 36, fieldSize: 64 * 1024, headerPairs: 32 };
/** What a form adds to its file at most: fields, headers, boundaries. */
const FORM_OVERHEAD_BYTES = 1024 * 1024;

/** @throws AppError `bad_request` (not a form, or broken off), `too_large` */
export async function receiveUpload(
  request: IncomingMessage,
  options: ReceiveOptions,
): Promise<ReceivedForm> {
  const tooLarge = new AppError(
    'too_large',
    `The file is larger than ${options.maxBytes} bytes, which is the limit here.`,
  );
  if (Number(request.headers['content-length'] ?? 0) > options.maxBytes + FORM_OVERHEAD_BYTES) {
    request.resume();
    throw tooLarge;
  }
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const filePath = path.join(options.directory, randomUUID());
  const stop = new AbortController();
  const fields = new Map<string, string>();
  const state: { saving: Promise<ReceivedFile> | null } = { saving: null };

  const form = createParser(request, options.maxBytes);
  form.on('field', (name, value) => fields.set(name, value));
  form.on('file', (name, stream, fileName) => {
    if (state.saving !== null || !options.fileFields.includes(name)) {
      stream.resume();
      return;
    }
    stream.once('limit', () => form.emit('error', tooLarge));
    state.saving = save(stream, fileName, filePath, stop.signal);
    state.saving.catch((error: unknown) => form.emit('error', error));
  });

  try {
    await parse(request, form);
    const file = await state.saving;
    return { fields, file, discard: () => rm(filePath, { force: true }) };
  } catch (error) {
    stop.abort();
    request.unpipe(form);
    request.resume();
    await state.saving?.catch(() => undefined);
    await rm(filePath, { force: true });
    if (error instanceof AppError) throw error;
    throw new AppError('bad_request', 'The form ended too early or is not valid.', {
      cause: error,
    });
  }
}

function createParser(request: IncomingMessage, maxBytes: number): BusboyInstance {
  const contentType = request.headers['content-type'] ?? '';
  try {
    if (!/^multipart\/form-data\b/i.test(contentType)) throw new Error('not a form');
    return new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      // The whole name as it was sent: `../x.png` is refused later, not quietly shortened.
      preservePath: true,
      limits: { ...LIMITS, fileSize: maxBytes },
    });
  } catch {
    request.resume();
    throw new AppError('bad_request', 'The body must be multipart/form-data with a boundary.');
  }
}

function parse(request: IncomingMessage, form: BusboyInstance): Promise<void> {
  return new Promise((resolve, reject) => {
    form.once('finish', resolve);
    // `on`: a second error after the first must not be thrown at the process.
    form.on('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new Error('the client went away'));
    });
    request.once('error', reject);
    request.pipe(form);
  });
}

async function save(
  stream: Readable,
  name: string,
  filePath: string,
  signal: AbortSignal,
): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* hashed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  const target = createWriteStream(filePath, { flags: 'wx', mode: 0o600 });
  await pipeline(stream, hashed, target, { signal });
  return { name, path: filePath, contentHash: hash.digest('hex'), bytes };
}
