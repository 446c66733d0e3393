/** An input file of a user, as graphs name it. */
import type { UploadId, UserId } from '@/lib/kernel/ids';

export interface Upload {
  readonly id: UploadId;
  readonly userId: UserId;
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
