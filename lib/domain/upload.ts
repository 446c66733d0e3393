/** A file that a user brought, as graphs name it. */
import type { UploadId, UserId } from '@/lib/kernel/ids';

/** ComfyUI's three places for files. A name in a graph is in `input` unless it ends in ` [temp]` or ` [output]`. */
export const FILE_TYPES = ['input', 'output', 'temp'] as const;
export type FileType = (typeof FILE_TYPES)[number];

export interface Upload {
  readonly id: UploadId;
  readonly userId: UserId;
  /** Where it was uploaded to; nearly always `input`. */
  readonly type: FileType;
  readonly subfolder: string;
  readonly name: string;
  /** SHA-256 of the bytes, hex. */
  readonly contentHash: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly s3Key: string;
  readonly createdAt: Date;
}

/** The path by which graphs name a file: `subfolder/name`, or `name`. */
export function inputPath(file: { subfolder: string; name: string }): string {
  return file.subfolder === '' ? file.name : `${file.subfolder}/${file.name}`;
}
