/** `POST /upload/image`: one file of a form, stored under a name that is free. */
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';

import Busboy from '@fastify/busboy';

import { isFolderType, isInside, type TenantFolders } from '../files/tenant-folders';
import { HttpStop } from './http';

interface Form {
  readonly fields: Map<string, string>;
  file: { readonly name: string; readonly bytes: Buffer } | null;
}

function readForm(request: IncomingMessage, maxBytes: number): Promise<Form> {
  return new Promise((resolve, reject) => {
    const form: Form = { fields: new Map(), file: null };
    const contentType = request.headers['content-type'];
    if (contentType === undefined) {
      reject(new HttpStop(400));
      return;
    }
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({
        headers: { ...request.headers, 'content-type': contentType },
        limits: { fileSize: maxBytes, files: 1, fields: 20, fieldSize: 64 * 1024 },
      });
    } catch {
      reject(new HttpStop(400));
      return;
    }
    parser.on('field', (name, value) => form.fields.set(name, value));
    parser.on('file', (name, stream, filename) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => reject(new HttpStop(413)));
      stream.on('end', () => {
        if (name === 'image') form.file = { name: filename, bytes: Buffer.concat(chunks) };
      });
    });
    parser.on('error', () => reject(new HttpStop(400)));
    parser.on('finish', () => resolve(form));
    request.on('aborted', () => reject(new HttpStop(400)));
    request.pipe(parser);
  });
}

async function freeName(folder: string, wanted: string, bytes: Buffer): Promise<string> {
  const { name: stem, ext } = path.parse(wanted);
  for (let index = 0; ; index += 1) {
    const name = index === 0 ? wanted : `${stem} (${index})${ext}`;
    const there = await readFile(path.join(folder, name)).catch(() => null);
    if (there === null || there.equals(bytes)) return name;
  }
}

/**
 * A file of the same name and other content is kept, and the new one gets a number, unless
 * `overwrite` is asked for.
 * @throws HttpStop 400 for a missing file, a bad name or a folder outside the tenant's own
 */
export async function receiveUpload(
  request: IncomingMessage,
  folders: TenantFolders,
  maxBytes: number,
): Promise<{ name: string; subfolder: string; type: string }> {
  const { fields, file } = await readForm(request, maxBytes);
  const type = fields.get('type') ?? 'input';
  const wanted = path.basename(file?.name ?? '');
  if (file === null || wanted === '' || wanted.includes('\0') || !isFolderType(type)) {
    throw new HttpStop(400);
  }
  const subfolder = path.normalize(fields.get('subfolder') ?? '').replace(/^\.$/, '');
  const lexical = path.resolve(folders[type], subfolder);
  if (path.isAbsolute(subfolder) || subfolder.includes('\0') || !isInside(folders[type], lexical)) {
    throw new HttpStop(400);
  }
  await mkdir(lexical, { recursive: true });
  const folder = await realpath(lexical);
  if (!isInside(folders[type], folder)) throw new HttpStop(400);
  const overwrite = ['true', '1'].includes(fields.get('overwrite') ?? '');
  const name = overwrite ? wanted : await freeName(folder, wanted, file.bytes);
  await writeFile(path.join(folder, name), file.bytes, { flag: 'w' });
  return { name, subfolder, type };
}
