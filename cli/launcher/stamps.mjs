/** Knowing whether work is already done: a hash of what it was made from, kept beside the result. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The files below a folder, as sorted paths relative to it.
 * @param {string} root
 * @param {(relative: string, isFolder: boolean) => boolean} wanted asked for folders and files
 * @returns {string[]}
 */
export function listFiles(root, wanted) {
  /** @type {string[]} */
  const found = [];
  const walk = (/** @type {string} */ relative) => {
    for (const entry of readdirSync(path.join(root, relative), { withFileTypes: true })) {
      const child = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (!wanted(child, entry.isDirectory())) continue;
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile()) found.push(child);
    }
  };
  walk('');
  return found.sort();
}

/**
 * The hash of texts and of the content of files; a missing file counts as such.
 * @param {readonly string[]} texts
 * @param {string} [root]
 * @param {readonly string[]} [files] relative to root
 * @returns {string} 32 hex digits
 */
export function hashOf(texts, root = '', files = []) {
  const hash = createHash('sha256').update(texts.join('\0'));
  for (const file of files) {
    hash.update(`\0${file}\0`);
    try {
      hash.update(readFileSync(path.join(root, file)));
    } catch {
      hash.update('missing');
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/**
 * @param {string} file
 * @returns {string | null}
 */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * @param {string} file
 * @param {string} hash
 */
export function writeStamp(file, hash) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${hash}\n`);
}

/**
 * Removed before the work begins, so that work which is broken off is done again.
 * @param {string} file
 */
export function removeStamp(file) {
  rmSync(file, { force: true });
}
