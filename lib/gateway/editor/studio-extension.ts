/**
 * Our own extension of the editor: a few files that the build makes from `components/studio-panel`,
 * held in memory and served under `/studio/extensions/atelier/`, where the editor looks for
 * extensions. The list names the module with a hash of all files, so that browsers keep it for ever.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { compressedOnce, type Compressed } from '@/lib/kernel/compress';

import { contentTypeOf } from './file-index';

export interface ExtensionFile {
  readonly encoded: Compressed;
  readonly contentType: string;
}

export interface StudioExtension {
  /** Changes with any of the files. */
  readonly version: string;
  readonly files: ReadonlyMap<string, ExtensionFile>;
}

export const NO_EXTENSION: StudioExtension = { version: '', files: new Map() };

const ENTRY = 'extension.js';

/**
 * @param built the folder of what the build made
 * @returns `NO_EXTENSION` when it does not hold the extension: the editor works without
 */
export async function readStudioExtension(built: string): Promise<StudioExtension> {
  const dir = path.join(built, 'studio-extension');
  const names = await readdir(dir).catch(() => []);
  const files = new Map<string, ExtensionFile>();
  const hash = createHash('sha256');
  for (const name of names.filter((one) => /\.(js|css)$/.test(one)).sort()) {
    const content = await readFile(path.join(dir, name));
    hash.update(name).update(content);
    files.set(name, extensionFile(name, content));
  }
  return files.has(ENTRY) ? { version: hash.digest('hex').slice(0, 16), files } : NO_EXTENSION;
}

export const extensionFile = (name: string, content: Uint8Array): ExtensionFile => ({
  encoded: compressedOnce(content, 'best'),
  contentType: contentTypeOf(name),
});

/** What `GET /extensions` answers. The editor's own extensions are in its bundle. */
export function extensionPaths({ files, version }: StudioExtension): string[] {
  return files.has(ENTRY) ? [`/extensions/atelier/${ENTRY}?v=${version}`] : [];
}
