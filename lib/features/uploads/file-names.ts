/** Names of files as clients give them, checked once, in one way. */
import { FILE_TYPES, type FileType } from '@/lib/domain/upload';
import { AppError } from '@/lib/kernel/errors';

const NAME_MAX_LENGTH = 255;
const FOLDER_MAX_LENGTH = 512;
// Control characters would break headers, logs and file systems alike.
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\x00-\x1f\x7f\\]/;

function refuse(what: string): never {
  throw new AppError(
    'bad_request',
    `${what} must be a plain name: no "..", no leading "/", no backslash, no control character.`,
  );
}

/** A file's own name, without a folder. @throws AppError `bad_request` */
export function checkFileName(name: string): string {
  if (name === '' || name === '.' || name === '..' || name.length > NAME_MAX_LENGTH) {
    refuse('A file name');
  }
  if (FORBIDDEN.test(name) || name.includes('/')) refuse('A file name');
  return name;
}

/** A folder's path, tidied to `a/b` without slashes at its ends. @throws AppError `bad_request` */
export function checkFolder(folder: string): string {
  if (FORBIDDEN.test(folder) || folder.startsWith('/') || folder.length > FOLDER_MAX_LENGTH) {
    refuse('A folder');
  }
  const parts = folder.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) refuse('A folder');
  return parts.join('/');
}

/** @returns null when it is none of ComfyUI's three places */
export function parseFileType(value: string): FileType | null {
  return FILE_TYPES.find((type) => type === value) ?? null;
}

/** ComfyUI's annotated name: `x.png [temp]` → `x.png` in `temp`; without annotation the type is null. */
export function splitAnnotation(name: string): { name: string; type: FileType | null } {
  const match = /^(.*?) ?\[(input|output|temp)\]$/s.exec(name);
  return match === null
    ? { name, type: null }
    : { name: match[1] ?? '', type: match[2] as FileType };
}
