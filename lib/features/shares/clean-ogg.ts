/** Blanks the texts of Opus sound in place: the packet of tags keeps its length, and says nothing. */

const HEAD_BYTES = 27;
const CHECKSUM_AT = 22;
const SEGMENTS_AT = 26;
const MARK = 'OpusTags';
/** A segment of this length goes on in the next one. */
const FULL_SEGMENT = 255;

interface Page {
  readonly start: number;
  readonly from: number;
  readonly end: number;
  /** Whether a packet ends in it. */
  readonly isEnd: boolean;
}

function readPage(file: Buffer, start: number): Page | null {
  if (file.toString('latin1', start, start + 4) !== 'OggS') return null;
  const from = start + HEAD_BYTES + file.readUInt8(start + SEGMENTS_AT);
  const lengths = file.subarray(start + HEAD_BYTES, from);
  const end = from + lengths.reduce((sum, length) => sum + length, 0);
  if (end > file.length) return null;
  return { start, from, end, isEnd: lengths.some((length) => length < FULL_SEGMENT) };
}

/** The pages of the second packet, which holds the tags and ends its page. */
function pagesOfTags(file: Buffer): Page[] | null {
  const head = readPage(file, 0);
  if (head === null) return null;
  const pages: Page[] = [];
  let at = head.end;
  for (;;) {
    const page = readPage(file, at);
    if (page === null) return null;
    pages.push(page);
    if (page.isEnd) break;
    at = page.end;
  }
  const first = pages[0]?.from ?? 0;
  return file.toString('latin1', first, first + MARK.length) === MARK ? pages : null;
}

/**
 * @returns false when the bytes are no Opus sound
 * @throws RangeError when they are cut off in the middle of a page's head
 */
export function blankOpus(file: Buffer): boolean {
  const pages = pagesOfTags(file);
  if (pages === null) return false;
  pages.forEach(({ start, from, end }, index) => {
    // No maker, no tags, and padding behind them: all of it is zeros.
    file.fill(0, index === 0 ? from + MARK.length : from, end);
    file.writeUInt32LE(0, start + CHECKSUM_AT);
    file.writeUInt32LE(oggChecksum(file.subarray(start, end)), start + CHECKSUM_AT);
  });
  return true;
}

const POLYNOMIAL = 0x04c11db7;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) {
    value = (value << 1) ^ (value < 0 ? POLYNOMIAL : 0);
  }
  return value >>> 0;
});

/** Ogg's own CRC: the highest bit first, begun with zero. */
export function oggChecksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => ((sum << 8) ^ (TABLE[(sum >>> 24) ^ byte] ?? 0)) >>> 0, 0);
}
