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
  type S3Client,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

import type { DirectUploads } from './object-store';
import { streamPut } from './stream-put';

const LINK_LIFE_S = 12 * 3_600;
const PARTS_LISTED = 1_000;

interface ListedPart {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
  readonly Size: number;
}

const isGone = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.name === 'NoSuchUpload';

interface Clients {
  readonly client: S3Client;
  /** Signs for the address by which we reach the store. */
  readonly inside: S3Client;
  /** Signs for the address by which browsers reach it; null: they do not. */
  readonly outside: S3Client | null;
}

/** @param fault makes an error of ours from one of the SDK's */
export function createDirectUploads(
  { client, inside, outside }: Clients,
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

  /** The length is signed: a part of another one is refused. */
  function sign(by: S3Client, part: Omit<UploadPartCommandInput, 'Body'>): Promise<string> {
    return getSignedUrl(by, new UploadPartCommand(part), {
      expiresIn: LINK_LIFE_S,
      signableHeaders: new Set(['host', 'content-length']),
    });
  }

  async function listParts(Key: string, UploadId: string): Promise<ListedPart[]> {
    const parts: ListedPart[] = [];
    let marker: string | undefined;
    do {
      const page = await client.send(
        new ListPartsCommand({
          ...{ Bucket, Key, UploadId, MaxParts: PARTS_LISTED },
          ...(marker !== undefined && { PartNumberMarker: marker }),
        }),
      );
      for (const { PartNumber = 0, ETag, Size = 0 } of page.Parts ?? []) {
        parts.push({ PartNumber, ETag, Size });
      }
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
      if (outside === null) return null;
      return sign(outside, { Bucket, Key, UploadId, PartNumber, ContentLength: bytes });
    },

    putPart: (Key, UploadId, PartNumber, bytes, body) =>
      guarded('put part', async () => {
        const part = { Bucket, Key, UploadId, PartNumber, ContentLength: bytes };
        const status = await streamPut(await sign(inside, part), body, bytes);
        if (status !== 200) throw new Error(`the store answered ${status}`);
      }),

    async arrived(Key, UploadId) {
      try {
        const parts = await listParts(Key, UploadId);
        return parts.map(({ PartNumber, Size }) => ({ number: PartNumber, bytes: Size }));
      } catch (error) {
        if (isGone(error)) return null;
        throw fault(error, 'list parts');
      }
    },

    async finish(Key, UploadId) {
      try {
        const parts = await listParts(Key, UploadId);
        if (parts.length === 0) return false;
        const Parts = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
        await client.send(
          new CompleteMultipartUploadCommand({
            ...{ Bucket, Key, UploadId },
            MultipartUpload: { Parts },
          }),
        );
        return true;
      } catch (error) {
        // Thrown away, or finished by another request a moment ago.
        if (isGone(error)) return false;
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
