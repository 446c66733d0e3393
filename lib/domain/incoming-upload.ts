/** A large file on its way in parts: announced, brought, then confirmed. */
import type { UserId } from '@/lib/kernel/ids';

export interface IncomingUpload {
  /** Random. */
  readonly id: string;
  readonly userId: UserId;
  readonly name: string;
  readonly subfolder: string;
  readonly bytes: number;
  /** SHA-256 as announced, hex. */
  readonly contentHash: string;
  /** Where it lies until it has been checked. */
  readonly key: string;
  /** The store's name of it. */
  readonly storeId: string;
  readonly createdAt: Date;
}

/** All parts but the last have this length. */
export const PART_BYTES = 16 * 1024 * 1024;

export const partsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / PART_BYTES));

/** Length of a part. @param number from 1 */
export const partBytes = (bytes: number, number: number): number =>
  Math.min(PART_BYTES, bytes - (number - 1) * PART_BYTES);
