/** Texts in PNG files (`tEXt`, `zTXt`, `iTXt`): there ComfyUI keeps the graph that made a picture. */
const SIGNATURE_BYTES = 8;
const TEXT_CHUNKS = new Set(['tEXt', 'zTXt', 'iTXt']);

interface Chunk {
  readonly type: string;
  /** With length, type and checksum. */
  readonly raw: Buffer;
}

function* chunksOf(png: Buffer): Generator<Chunk> {
  let at = SIGNATURE_BYTES;
  while (at + 12 <= png.length) {
    const end = at + 12 + png.readUInt32BE(at);
    if (end > png.length) return;
    yield { type: png.toString('latin1', at + 4, at + 8), raw: png.subarray(at, end) };
    at = end;
  }
}

const isPng = (file: Buffer): boolean => file.toString('latin1', 1, 4) === 'PNG';

/** `png` with the texts of `source` after its header. A source that is not a PNG has none. */
export function copyPngTexts(source: Buffer, png: Buffer): Buffer {
  if (!isPng(source)) return png;
  const texts = [...chunksOf(source)].filter(({ type }) => TEXT_CHUNKS.has(type));
  const [header, ...others] = [...chunksOf(png)];
  if (header === undefined || texts.length === 0) return png;
  return Buffer.concat([
    png.subarray(0, SIGNATURE_BYTES),
    header.raw,
    ...texts.map(({ raw }) => raw),
    ...others.map(({ raw }) => raw),
  ]);
}
