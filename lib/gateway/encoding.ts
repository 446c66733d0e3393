/** Which compression a client takes, and the compressing. */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

export type Encoding = 'br' | 'gzip' | 'identity';

/** `quick`: for what is made for one answer; `best`: for what many will get. */
export type Effort = 'quick' | 'best';
const BROTLI_QUALITY = { quick: 4, best: constants.BROTLI_MAX_QUALITY };
const GZIP_LEVEL = { quick: 4, best: 9 };

/** What the client takes and we make, best first. A quality of 0 means: not that one. */
export function acceptedEncoding(header: string | string[] | undefined): Encoding {
  const offers = String(header ?? '')
    .split(',')
    .map((offer) => offer.trim().toLowerCase())
    .filter((offer) => !/;\s*q=0(\.0*)?$/.test(offer))
    .map((offer) => offer.split(';')[0]?.trim());
  if (offers.includes('br')) return 'br';
  return offers.includes('gzip') ? 'gzip' : 'identity';
}

export async function encode(
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
