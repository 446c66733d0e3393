/**
 * Reads which modules a built module imports. The editor is hundreds of small modules that import
 * each other: a browser that finds them one level at a time waits a round trip for each level.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';

const STATIC_IMPORT = /(?:\bimport|\bfrom)\s*["'`](\.\/[^"'`]+\.js)["'`]/g;
const DYNAMIC_IMPORT = /\bimport\(\s*["'`](\.\/[^"'`]+\.js)["'`]\s*\)/g;
const STYLE = /["'`](\.\/[^"'`]+\.css)["'`]/g;

/** Bundlers put static imports first; vendor files go on for megabytes without another. */
const HEAD_BYTES = 96 * 1024;

function matches(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map((match) => path.posix.normalize(match[1] ?? ''));
}

/** Import specifiers of a module's text, relative to its folder. */
export function importsOf(text: string): {
  statics: string[];
  dynamics: string[];
  styles: string[];
} {
  return {
    statics: matches(STATIC_IMPORT, text),
    dynamics: matches(DYNAMIC_IMPORT, text),
    styles: [...new Set(matches(STYLE, text))],
  };
}

async function readHead(file: string, bytesMax: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, bytesMax));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

export interface ModuleGraph {
  /** The modules and all that they import statically. */
  closure(names: readonly string[]): Promise<Set<string>>;
  /** What a module may load later by itself, and which style sheets it names. */
  promisesOf(name: string): Promise<{ dynamics: string[]; styles: string[] }>;
}

/** @param folder where the modules lie; names are relative to it */
export function createModuleGraph(folder: string): ModuleGraph {
  return {
    async closure(names) {
      const seen = new Set<string>();
      let wave = [...names];
      while (wave.length > 0) {
        const fresh = [...new Set(wave)].filter((name) => !seen.has(name));
        for (const name of fresh) seen.add(name);
        const found = await Promise.all(
          fresh.map(
            async (name) => importsOf(await readHead(path.join(folder, name), HEAD_BYTES)).statics,
          ),
        );
        wave = found.flat();
      }
      return seen;
    },
    async promisesOf(name) {
      const { dynamics, styles } = importsOf(
        await readHead(path.join(folder, name), Number.MAX_SAFE_INTEGER),
      );
      return { dynamics: [...new Set(dynamics)], styles };
    },
  };
}
