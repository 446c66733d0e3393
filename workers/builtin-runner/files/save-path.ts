/**
 * Where a saving node puts its files, by ComfyUI's rules: prefix with folders and tokens, and a
 * counter one above the highest that is there.
 */
import { mkdir, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

import { NodeError } from '../engine/errors';
import { isInside } from './tenant-folders';

export interface SavePath {
  /** Absolute, exists. */
  readonly folder: string;
  /** The name before the counter; may still hold `%batch_num%`. */
  readonly stem: string;
  readonly counter: number;
  /** Relative to the root, with forward slashes; empty for the root itself. */
  readonly subfolder: string;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** Replaces `%width%`, `%year%` and the like. */
export function expandTokens(prefix: string, width: number, height: number, now: Date): string {
  const tokens: Record<string, string> = {
    width: String(width),
    height: String(height),
    year: String(now.getFullYear()),
    month: pad(now.getMonth() + 1),
    day: pad(now.getDate()),
    hour: pad(now.getHours()),
    minute: pad(now.getMinutes()),
    second: pad(now.getSeconds()),
  };
  return prefix.replace(
    /%(width|height|year|month|day|hour|minute|second)%/g,
    (whole, name: string) => tokens[name] ?? whole,
  );
}

function outside(root: string, folder: string): NodeError {
  return new NodeError(
    '**** ERROR: Saving image outside the output folder is not allowed.' +
      `\n full_output_folder: ${path.basename(folder)}` +
      `\n         output_dir: ${path.basename(root)}`,
  );
}

/** The counter in `<stem>_<digits>_…`, or null for a file of another name. */
function counterOf(name: string, stem: string): number | null {
  if (!name.startsWith(`${stem}_`)) return null;
  const digits = /^[+-]?\d+/.exec(name.slice(stem.length + 1).split('_')[0] ?? '');
  return digits === null ? 0 : Number(digits[0]);
}

/**
 * @param root the tenant's output or temp directory, as a real path
 * @throws NodeError when the prefix leads out of the root, also by way of a symbolic link
 */
export async function resolveSavePath(
  root: string,
  prefix: string,
  size: { readonly width: number; readonly height: number },
  now = new Date(),
): Promise<SavePath> {
  const expanded = path.normalize(expandTokens(prefix, size.width, size.height, now));
  const wanted = path.dirname(expanded);
  const subfolder = wanted === '.' ? '' : wanted;
  const stem = path.basename(expanded);
  const lexical = path.resolve(root, subfolder);
  if (path.isAbsolute(subfolder) || !isInside(root, lexical) || expanded.includes('\0')) {
    throw outside(root, lexical);
  }
  await assertInside(root, lexical);
  await mkdir(lexical, { recursive: true });
  const folder = await realpath(lexical);
  if (!isInside(root, folder)) throw outside(root, folder);
  const counters = (await readdir(folder)).map((name) => counterOf(name, stem) ?? 0);
  const counter = counters.reduce((highest, each) => Math.max(highest, each), 0) + 1;
  return { folder, stem, counter, subfolder: subfolder.split(path.sep).join('/') };
}

/** Refuses before anything is made: the deepest folder that exists has to lie inside the root. */
async function assertInside(root: string, folder: string): Promise<void> {
  let deepest = folder;
  for (;;) {
    try {
      if (!isInside(root, await realpath(deepest))) throw outside(root, folder);
      return;
    } catch (error) {
      if (error instanceof NodeError || deepest === root) throw error;
      deepest = path.dirname(deepest);
    }
  }
}
