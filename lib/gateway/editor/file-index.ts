/** An index of the editor's files, made once: what is not in it cannot be asked for. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

export interface EditorFile {
  /** On disk. */
  readonly file: string;
  readonly bytes: number;
  /** Size of the brotli twin beside it, made at set-up; null without one. */
  readonly brotliBytes: number | null;
  readonly contentType: string;
  /** Its name carries a hash of its content: it never changes under this name. */
  readonly hashed: boolean;
  /** Asked for at the start, but not seen then: what is seen comes first. */
  readonly late: boolean;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  // Modules are UTF-8 whatever is said, and there are hundreds of them.
  js: 'text/javascript',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  ico: 'image/x-icon',
  webm: 'video/webm',
  woff2: 'font/woff2',
  woff: 'font/woff',
  ttf: 'font/ttf',
  eot: 'application/vnd.ms-fontobject',
  wasm: 'application/wasm',
};

/** Source maps are three quarters of the wheel and of use to nobody here; pages are served on their own terms. */
const LEFT_OUT = /\.(map|br|gz|html)$/;
/** A terminal emulator, for a tab that nobody sees at the start: as much as the font and the styles together. */
const NOT_SEEN_AT_START = /^assets\/(useTerminalTabs|vendor-xterm)-/;
const HASHED = /^assets\/.*-([\w-]{8})\.[a-z0-9]+$/;

export function contentTypeOf(name: string): string {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return CONTENT_TYPES[extension] ?? 'application/octet-stream';
}

/** Whether a name ends in a hash; `custom-node-map` looks like one but holds neither digit nor capital. */
export function isHashed(name: string): boolean {
  const hash = HASHED.exec(name)?.[1];
  return hash !== undefined && /[0-9A-Z]/.test(hash);
}

export const COMPRESSIBLE =
  /^(text\/|application\/(json|wasm|vnd\.ms-fontobject)|image\/(svg|x-icon))/;

/** @returns files by their path below `dir`, with forward slashes */
export async function indexEditorFiles(dir: string): Promise<Map<string, EditorFile>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const sizes = new Map<string, number>();
  await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        sizes.set(path.relative(dir, file).split(path.sep).join('/'), (await stat(file)).size);
      }),
  );
  const files = new Map<string, EditorFile>();
  for (const [name, bytes] of sizes) {
    if (LEFT_OUT.test(name)) continue;
    files.set(name, {
      file: path.join(dir, name),
      bytes,
      brotliBytes: sizes.get(`${name}.br`) ?? null,
      contentType: contentTypeOf(name),
      hashed: isHashed(name),
      late: NOT_SEEN_AT_START.test(name),
    });
  }
  return files;
}

/** A CSP source for each inline script of a page, so that it may run them and no others. */
export function inlineScriptSources(html: string): string[] {
  return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    (match) =>
      `'sha256-${createHash('sha256')
        .update(match[1] ?? '')
        .digest('base64')}'`,
  );
}
