/**
 * Object storage over S3's protocol, addressed by path: a bucket needs no name in DNS, and every
 * S3-compatible server understands it. What the store's absence or refusal means is decided here:
 * callers see `AppError('unavailable')` and nothing of the SDK.
 */
import type { Readable } from 'node:stream';

import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

import type { StoreEnv } from '@/lib/kernel/env';
import { AppError, errorMessage } from '@/lib/kernel/errors';

import { createDirectUploads } from './direct-uploads';
import type { ObjectBody, ObjectStore } from './object-store';
import { createSignedPut } from './signed-put';

/** The part of a process's configuration that says where objects lie. */
export type ObjectStoreConfig = Pick<
  StoreEnv,
  | 'S3_ENDPOINT'
  | 'S3_PUBLIC_ENDPOINT'
  | 'S3_REGION'
  | 'S3_BUCKET'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
>;

/** S3 takes at most so many keys in one delete. */
const DELETE_BATCH = 1_000;
/** Streams of at least this length go up in parts. */
const MULTIPART_FROM_BYTES = 16 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 60_000;
const SOCKETS_MAX = 64;

/** Makes a client; the first call connects. URLs for browsers name S3_PUBLIC_ENDPOINT where it is set. */
export function createObjectStore(config: ObjectStoreConfig): ObjectStore {
  const Bucket = config.S3_BUCKET;
  const client = createClient(config, config.S3_ENDPOINT);
  const quick = createSignedPut({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    bucket: Bucket,
    accessKeyId: config.S3_ACCESS_KEY_ID,
    secretAccessKey: config.S3_SECRET_ACCESS_KEY,
  });
  // A signed address must not promise the checksum of a body that is not there yet.
  const signer = (endpoint: string): S3Client =>
    createClient(config, endpoint, { requestChecksumCalculation: 'WHEN_REQUIRED' });
  const inside = signer(config.S3_ENDPOINT);
  const outside =
    config.S3_PUBLIC_ENDPOINT === undefined ? null : signer(config.S3_PUBLIC_ENDPOINT);

  return {
    direct: createDirectUploads({ client, inside, outside }, Bucket, unavailable),

    async prepare() {
      try {
        await client.send(new HeadBucketCommand({ Bucket }));
        return;
      } catch (error) {
        if (statusOf(error) !== 404) throw unavailable(error, 'prepare');
      }
      try {
        await client.send(new CreateBucketCommand({ Bucket }));
      } catch (error) {
        // Another process made it in the meantime.
        if (statusOf(error) !== 409) throw unavailable(error, 'prepare');
      }
    },

    async put(key, body, { contentType, bytes }) {
      const params = { Bucket, Key: key, Body: body, ContentType: contentType };
      const isSmall = bytes !== undefined && bytes < MULTIPART_FROM_BYTES;
      try {
        if (body instanceof Uint8Array) {
          if (await quick.put(key, body, contentType)) return;
          await client.send(new PutObjectCommand(params));
        } else if (isSmall)
          await client.send(new PutObjectCommand({ ...params, ContentLength: bytes }));
        else {
          const partSize = MULTIPART_FROM_BYTES;
          await new Upload({ client, params, partSize, queueSize: 2 }).done();
        }
      } catch (error) {
        throw unavailable(error, 'put');
      }
    },

    async get(key, { range, ifNoneMatch } = {}) {
      try {
        const answer = await client.send(
          new GetObjectCommand({
            Bucket,
            Key: key,
            ...(range !== undefined && { Range: range }),
            ...(ifNoneMatch !== undefined && { IfNoneMatch: ifNoneMatch }),
          }),
        );
        return { ...factsOf(answer), ...rangeOf(answer), body: answer.Body as Readable };
      } catch (error) {
        const status = statusOf(error);
        if (status === 404) return null;
        if (status === 304) return 'not-modified';
        if (status === 416) {
          throw new AppError(
            'range_not_satisfiable',
            'The file does not have the asked-for range.',
          );
        }
        throw unavailable(error, 'get');
      }
    },

    async head(key) {
      try {
        return factsOf(await client.send(new HeadObjectCommand({ Bucket, Key: key })));
      } catch (error) {
        if (statusOf(error) === 404) return null;
        throw unavailable(error, 'head');
      }
    },

    async *list(prefix) {
      let token: string | undefined;
      do {
        const page = await client
          .send(
            new ListObjectsV2Command({
              Bucket,
              Prefix: prefix,
              ...(token !== undefined && { ContinuationToken: token }),
            }),
          )
          .catch((error: unknown) => {
            throw unavailable(error, 'list');
          });
        yield (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
        token = page.NextContinuationToken;
      } while (token !== undefined);
    },

    async remove(keys) {
      for (let start = 0; start < keys.length; start += DELETE_BATCH) {
        const Objects = keys.slice(start, start + DELETE_BATCH).map((Key) => ({ Key }));
        try {
          const answer = await client.send(
            new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          );
          const failed = answer.Errors?.filter(({ Code }) => Code !== 'NoSuchKey') ?? [];
          if (failed.length > 0) throw new Error(`${failed.length} objects could not be removed`);
        } catch (error) {
          throw unavailable(error, 'remove');
        }
      }
    },

    async listPage(prefix, { after, limit }) {
      try {
        const answer = await client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: prefix,
            MaxKeys: limit,
            ...(after !== '' && { StartAfter: after }),
          }),
        );
        return (answer.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
          key: Key,
          bytes: Size,
          modifiedAt: LastModified ?? new Date(),
        }));
      } catch (error) {
        throw unavailable(error, 'list');
      }
    },

    async presign(key, { expiresInS, downloadName }) {
      const disposition =
        downloadName === undefined
          ? {}
          : {
              ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(downloadName)}`,
            };
      const command = new GetObjectCommand({ Bucket, Key: key, ...disposition });
      return getSignedUrl(outside ?? inside, command, { expiresIn: expiresInS });
    },

    close() {
      client.destroy();
      quick.close();
      inside.destroy();
      outside?.destroy();
    },
  };
}

function createClient(
  config: ObjectStoreConfig,
  endpoint: string,
  more: S3ClientConfig = {},
): S3Client {
  const agent = { keepAlive: true, maxSockets: SOCKETS_MAX };
  return new S3Client({
    endpoint,
    region: config.S3_REGION,
    credentials: {
      accessKeyId: config.S3_ACCESS_KEY_ID,
      secretAccessKey: config.S3_SECRET_ACCESS_KEY,
    },
    forcePathStyle: true,
    maxAttempts: 3,
    ...more,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
}

interface Described {
  ContentLength?: number | undefined;
  ContentType?: string | undefined;
  ETag?: string | undefined;
  LastModified?: Date | undefined;
}

function factsOf(answer: Described) {
  return {
    bytes: answer.ContentLength ?? 0,
    contentType: answer.ContentType ?? 'application/octet-stream',
    etag: answer.ETag ?? '',
    modifiedAt: answer.LastModified ?? new Date(0),
  };
}

/** From `Content-Range: bytes 0-99/1234`. */
function rangeOf(answer: { ContentRange?: string | undefined }): Pick<ObjectBody, 'range'> {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.ContentRange ?? '');
  if (match === null) return {};
  const [start = 0, end = 0, total = 0] = match.slice(1).map(Number);
  return { range: { start, end, total } };
}

function statusOf(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata;
  return metadata?.httpStatusCode;
}

function unavailable(error: unknown, operation: string): AppError {
  return new AppError(
    'unavailable',
    'The file store does not answer as it should. Try again in a few seconds.',
    {
      detail: { operation, status: statusOf(error) ?? null, error: errorMessage(error) },
      retryAfterS: 5,
      cause: error,
    },
  );
}
