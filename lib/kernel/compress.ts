/** The one place where answers are compressed. */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

export type Encoding = 'br' | 'gzip' | 'identity';

/** `quick`: for one answer; `good`: for something large that many get; `best`: for something small that all get. */
export type Effort = 'quick' | 'good' | 'best';
/** 5 takes a tenth of the time of 11 and gives 1.15 times its size. */
const BROTLI_QUALITY: Record<Effort, number> = { quick: 4, good: 5, best: 11 };
const GZIP_LEVEL: Record<Effort, number> = { quick: 4, good: 6, best: 9 };

export async function compress(
  body: Uint8Array,
  encoding: Encoding,
  effort: Effort,
): Promise<Uint8Array> {
  if (encoding === 'identity') return body;
  if (encoding === 'gzip') return compressGzip(body, { level: GZIP_LEVEL[effort] });
  return compressBrotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY[effort],
      [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
    },
  });
}

/** What never changes, in the encoding that is asked for; each is made once. */
export type Compressed = (encoding: Encoding) => Promise<Uint8Array>;

export function compressedOnce(body: Uint8Array, effort: Effort): Compressed {
  const made: Partial<Record<Encoding, Promise<Uint8Array>>> = {};
  return (encoding) => (made[encoding] ??= compress(body, encoding, effort));
}
