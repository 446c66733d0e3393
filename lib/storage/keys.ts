/** The layout of keys in object storage, in one place. Keys are derived, so a repeated step overwrites itself. */
import { createHash } from 'node:crypto';

import type { GenerationId, RunId, UserId } from '@/lib/kernel/ids';

const two = (value: number): string => String(value).padStart(2, '0');

/** `yyyy/mm/dd` in UTC. */
function day(at: Date): string {
  return `${at.getUTCFullYear()}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}`;
}

/** Everything of ours in the bucket lies under this prefix. */
export const OBJECTS_ROOT = 'comfy/';

/** Everything of one user lies under this prefix. */
export function userPrefix(userId: UserId): string {
  return `${OBJECTS_ROOT}${userId}/`;
}

/** What a run's keys are derived from. */
export interface RunPlace {
  readonly userId: UserId;
  readonly id: RunId;
  /** When the run was submitted: a repeated attempt must lie beside the first. */
  readonly createdAt: Date;
  /** Which claim writes, from 1. Each has a folder of its own, so that none touches another's files. */
  readonly claims: number;
}

/** Everything that any claim of the run has stored starts with one of these. */
export function runPrefixes({ userId, id, createdAt }: RunPlace): readonly string[] {
  return [`${userPrefix(userId)}${day(createdAt)}/${id}`, `${userPrefix(userId)}tmp/${id}`];
}

/** @returns which claim of its run stored the object, from 1 */
export function claimOf(key: string, { id }: Pick<RunPlace, 'id'>): number {
  const folder = key.split('/').find((part) => part.startsWith(id)) ?? '';
  return Number(/^\.(\d+)/.exec(folder.slice(id.length))?.[1] ?? 1);
}

const FOLDER_HASH_LENGTH = 16;

/**
 * One folder, not two: where the store is a file system, each costs about as much as a small file. For
 * the same reason a folder that the node chose stands there as a hash.
 */
function nodeFolder({ id, claims }: RunPlace, nodeId: string, subfolder: string): string {
  const node = `${claims > 1 ? `${id}.${claims}` : id}-${segment(nodeId)}`;
  if (subfolder === '') return node;
  const hash = createHash('sha256').update(subfolder).digest('hex');
  return `${node}~${hash.slice(0, FOLDER_HASH_LENGTH)}`;
}

/**
 * A run's output file: `comfy/{user}/{yyyy}/{mm}/{dd}/{run}-{node}/{filename}`. Node and subfolder keep
 * apart files of one run that have one name. From the second claim on its number stands behind the run.
 * (Earlier versions gave the node a folder in the run's, and left the subfolder out.)
 */
export function outputKey(run: RunPlace, nodeId: string, filename: string, subfolder = ''): string {
  const folder = `${day(run.createdAt)}/${nodeFolder(run, nodeId, subfolder)}`;
  return `${userPrefix(run.userId)}${folder}/${segment(filename)}`;
}

/** A run's temporary file (previews). */
export function tempOutputKey(
  run: RunPlace,
  nodeId: string,
  filename: string,
  subfolder = '',
): string {
  const folder = nodeFolder(run, nodeId, subfolder);
  return `${userPrefix(run.userId)}tmp/${folder}/${segment(filename)}`;
}

/** An uploaded input, addressed by its content. */
export function uploadKey(userId: UserId, contentHash: string): string {
  return `${userPrefix(userId)}uploads/${contentHash}`;
}

/** Temporary material (`POST /api/upload/tmp`), addressed by its content. */
export function tmpUploadKey(userId: UserId, contentHash: string): string {
  return `${userPrefix(userId)}tmp/uploads/${contentHash}`;
}

export function thumbnailKey(userId: UserId, generationId: GenerationId, width: number): string {
  return `${userPrefix(userId)}thumbs/${generationId}/w${width}.webp`;
}

/** A large input on its way, until it has been checked. */
export function incomingKey(userId: UserId, uploadId: string): string {
  return `${userPrefix(userId)}tmp/incoming/${uploadId}`;
}

/** What visitors of a public link get in the place of an original. */
export function sharedCopyKey(userId: UserId, shareId: string, generationId: GenerationId): string {
  return `${userPrefix(userId)}shares/${shareId}/${generationId}`;
}

/** Objects of a user's that nobody can be given: copies for public links, and what never arrived whole. */
export function ungivenPrefixes(userId: UserId): readonly string[] {
  return [`${userPrefix(userId)}shares/`, `${userPrefix(userId)}tmp/incoming/`];
}

/** What a key is for: a file that documents name by its key, or what is named by its generation or share. */
export type DescribedKey =
  | { readonly kind: 'file' }
  | { readonly kind: 'thumbnail'; readonly generationId: string }
  | { readonly kind: 'shared'; readonly shareId: string };

const FILE_KEYS = [
  /^\d{4}\/\d\d\/\d\d\/[^/]+\/([^/]+\/)?[^/]+$/,
  /^tmp\/[^/]+\/([^/]+\/)?[^/]+$/,
  /^tmp\/uploads\/[0-9a-f]{64}$/,
  /^uploads\/[0-9a-f]{64}$/,
];
const SHARED_KEY = /^shares\/([0-9a-f]{64})\/[0-9a-f]{32}$/;
const THUMBNAIL_KEY = /^thumbs\/([0-9a-f]{32})\/w\d+\.webp$/;

/** @returns null for a key of no layout that this version makes */
export function describeKey(key: string): DescribedKey | null {
  const [, rest] = /^comfy\/[0-9a-f]{32}\/(.+)$/.exec(key) ?? [];
  if (rest === undefined) return null;
  const generationId = THUMBNAIL_KEY.exec(rest)?.[1];
  if (generationId !== undefined) return { kind: 'thumbnail', generationId };
  const shareId = SHARED_KEY.exec(rest)?.[1];
  if (shareId !== undefined) return { kind: 'shared', shareId };
  return FILE_KEYS.some((layout) => layout.test(rest)) ? { kind: 'file' } : null;
}

/** Keys of temporary material. */
export const TMP_UPLOAD_KEYS = /^comfy\/[0-9a-f]{32}\/tmp\/uploads\//;

/** Whether a key is one of temporary material. */
export function isTmpUploadKey(key: string): boolean {
  return TMP_UPLOAD_KEYS.test(key);
}

/** Whether a key belongs to the user: the check before any key that is not freshly derived is used. */
export function isKeyOf(userId: UserId, key: string): boolean {
  return key.startsWith(userPrefix(userId)) && !key.split('/').includes('..');
}

/** One path segment: no separator, no dot-names, nothing that a file system or URL would treat specially. */
function segment(name: string): string {
  const clean = name.replace(/[\\/\0]/g, '_');
  return clean === '.' || clean === '..' || clean === '' ? '_' : clean;
}
