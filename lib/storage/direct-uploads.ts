/**
 * Large files that come in parts, from browsers straight to the store where they reach it. What arrives
 * lies apart until it has been checked.
 */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  S3ServiceException,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

import type { DirectUploads } from './object-store';

const LINK_LIFE_S = 12 * 3_600;
const PARTS_LISTED = 1_000;

/**
 * @param signing a client for the address that browsers reach; null: they do not
 * @param fault makes an error of ours from one of the SDK's
 */
export function createDirectUploads(
  client: S3Client,
  signing: S3Client | null,
  Bucket: string,
  fault: (error: unknown, operation: string) => Error,
): DirectUploads {
  async function guarded<T>(operation: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw fault(error, operation);
    }
  }

  async function listParts(Key: string, UploadId: string): Promise<CompletedPart[]> {
    const parts: CompletedPart[] = [];
    let marker: string | undefined;
    do {
      const page = await client.send(
        new ListPartsCommand({
          ...{ Bucket, Key, UploadId, MaxParts: PARTS_LISTED },
          ...(marker !== undefined && { PartNumberMarker: marker }),
        }),
      );
      for (const { PartNumber, ETag } of page.Parts ?? []) parts.push({ PartNumber, ETag });
      marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (marker !== undefined);
    return parts;
  }

  return {
    begin: (Key, ContentType) =>
      guarded('begin upload', async () => {
        const begun = await client.send(
          new CreateMultipartUploadCommand({ Bucket, Key, ContentType }),
        );
        return begun.UploadId ?? '';
      }),

    async linkTo(Key, UploadId, PartNumber, bytes) {
      if (signing === null) return null;
      const command = new UploadPartCommand({
        ...{ Bucket, Key, UploadId, PartNumber },
        ContentLength: bytes,
      });
      // The length is signed: a part of another one is refused.
      return getSignedUrl(signing, command, {
        expiresIn: LINK_LIFE_S,
        signableHeaders: new Set(['host', 'content-length']),
      });
    },

    putPart: (Key, UploadId, PartNumber, Body) =>
      guarded('put part', async () => {
        await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      }),

    async finish(Key, UploadId) {
      try {
        const Parts = await listParts(Key, UploadId);
        if (Parts.length === 0) return false;
        await client.send(
          new CompleteMultipartUploadCommand({
            ...{ Bucket, Key, UploadId },
            MultipartUpload: { Parts },
          }),
        );
        return true;
      } catch (error) {
        // Thrown away, or finished by another request a moment ago.
        if (error instanceof S3ServiceException && error.name === 'NoSuchUpload') return false;
        throw fault(error, 'finish upload');
      }
    },

    async abort(Key, UploadId) {
      // It may be finished or aborted already.
      await client
        .send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
        .catch(() => undefined);
    },

    copy: (from, Key) =>
      guarded('copy', async () => {
        const CopySource = `${Bucket}/${from.split('/').map(encodeURIComponent).join('/')}`;
        await client.send(new CopyObjectCommand({ Bucket, Key, CopySource }));
      }),
  };
}
