/**
 * Identifiers. Ids that name a thing of an owner are derived from the owner, so that another
 * owner's thing cannot even be addressed, and repeating a step gives the same id again.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** 32 lowercase hex digits; also the name of the user's directories on every host. */
export type UserId = Branded<'UserId'>;
/** Canonical lowercase UUID; also the prompt id that a runner is given. */
export type RunId = Branded<'RunId'>;
/** 32 lowercase hex digits. */
export type GenerationId = Branded<'GenerationId'>;
/** 32 lowercase hex digits. */
export type UploadId = Branded<'UploadId'>;

const USER_ID = /^[0-9a-f]{32}$/;
const CANONICAL_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The hex SHA-256 of the parts, kept apart by a byte that none of them may contain. */
function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

export function newUserId(): UserId {
  return randomUUID().replaceAll('-', '') as UserId;
}

/** @returns the value as a user id, or null when it does not have the form of one. */
export function parseUserId(value: string): UserId | null {
  return USER_ID.test(value) ? (value as UserId) : null;
}

/** Whether a prompt id has the form that ComfyUI demands since 0.38: a canonical lowercase UUID. */
export function isCanonicalUuid(value: string): boolean {
  return CANONICAL_UUID.test(value);
}

/** The run of a user's prompt id. Two users with the same prompt id have two runs. */
export function runIdFor(userId: UserId, promptId: string): RunId {
  const hex = digest('run', userId, promptId);
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(18, 20)}`,
    hex.slice(20, 32),
  ].join('-') as RunId;
}

/** One output file of a run: the `index`-th item under `outputKey` of a node's output. */
export function generationIdFor(
  runId: RunId,
  nodeId: string,
  outputKey: string,
  index: number,
): GenerationId {
  return digest('generation', runId, nodeId, outputKey, String(index)).slice(0, 32) as GenerationId;
}

/** An uploaded file, addressed by its owner, place (`input`, `output`, `temp`) and the name that graphs use. */
export function uploadIdFor(
  userId: UserId,
  type: string,
  subfolder: string,
  name: string,
): UploadId {
  return digest('upload', userId, type, subfolder, name).slice(0, 32) as UploadId;
}

/** A document of a user that is addressed by a name of the user's choice. */
export function ownedId(kind: string, userId: UserId, name: string): string {
  return digest(kind, userId, name).slice(0, 32);
}

/** A random, unguessable text of `bytes` bytes in URL-safe base 64. */
export function randomToken(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}
