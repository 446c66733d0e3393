/** The object store as the rest of the product sees it. `s3.ts` is the one implementation. */
import type { Readable } from 'node:stream';

export interface ObjectFacts {
  readonly bytes: number;
  readonly contentType: string;
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface ObjectBody extends ObjectFacts {
  readonly body: Readable;
  /** Set when a range was asked for and given. */
  readonly range?: { readonly start: number; readonly end: number; readonly total: number };
}

export interface PutOptions {
  readonly contentType: string;
  /** Known length in bytes; required when the body is a stream that should not be buffered. */
  readonly bytes?: number;
}

export interface GetOptions {
  /** An HTTP `Range` header, passed on. */
  readonly range?: string;
  readonly ifNoneMatch?: string;
}

export interface SignedUrlOptions {
  /** Seconds for which the URL must work at least. */
  readonly expiresInS: number;
  /** Makes browsers save the file under this name instead of showing it. */
  readonly downloadName?: string;
}

export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

export interface ListOptions {
  /** Only keys behind this one; empty: from the first. */
  readonly after: string;
  /** At most 1,000. */
  readonly limit: number;
}

/** Files that come in parts. Keys are for what has not been checked yet. */
export interface DirectUploads {
  /** @returns the store's name of the upload */
  begin(key: string, contentType: string): Promise<string>;
  /** Where a browser PUTs a part of exactly so many bytes; null where browsers do not reach the store. */
  linkTo(key: string, uploadId: string, part: number, bytes: number): Promise<string | null>;
  /** A part through us. @param bytes exactly as many as the body has */
  putPart(
    key: string,
    uploadId: string,
    part: number,
    bytes: number,
    body: Readable,
  ): Promise<void>;
  /** The parts that are there. @returns null when there is no such upload, or none any more */
  arrived(
    key: string,
    uploadId: string,
  ): Promise<readonly { readonly number: number; readonly bytes: number }[] | null>;
  /** Makes one object of the parts that are there. @returns false when there are none */
  finish(key: string, uploadId: string): Promise<boolean>;
  /** Throws the parts away; nothing happens when there are none. */
  abort(key: string, uploadId: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
}

export interface ObjectStore {
  readonly direct: DirectUploads;
  /** Makes the bucket when it is missing; throws when the store cannot be used. */
  prepare(): Promise<void>;
  put(key: string, body: Uint8Array | Readable, options: PutOptions): Promise<void>;
  /** Null: no such object. `'not-modified'`: `ifNoneMatch` named what is there. Unsatisfiable range: AppError. */
  get(key: string, options?: GetOptions): Promise<ObjectBody | 'not-modified' | null>;
  head(key: string): Promise<ObjectFacts | null>;
  remove(keys: readonly string[]): Promise<void>;
  /** Keys that start with the prefix, in pages of up to 1,000, in the order of keys. */
  list(prefix: string): AsyncIterable<readonly string[]>;
  /** Objects below a prefix in the order of their keys. */
  listPage(prefix: string, options: ListOptions): Promise<ListedObject[]>;
  /** A URL at the object store itself, for a browser; only where browsers can reach it (S3_PUBLIC_ENDPOINT). */
  presign(key: string, options: SignedUrlOptions): Promise<string>;
  close(): void;
}
