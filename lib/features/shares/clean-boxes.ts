/**
 * Blanks descriptions inside films in place: names and contents are overwritten and every length
 * stays, so that the places of the pictures, which the file names by number, stay right.
 */

/** Boxes of MP4 and MOV that hold other boxes on the way to descriptions. */
const CONTAINERS = new Set(['moov', 'trak']);
const DESCRIPTIONS = new Set(['udta', 'meta', 'uuid']);
const BOX_HEAD_BYTES = 8;
const LONG_HEAD_BYTES = 16;

/** @returns false when the bytes are no such file */
export function blankMp4(file: Buffer, start = 0, end = file.length): boolean {
  let at = start;
  while (at + BOX_HEAD_BYTES <= end) {
    const type = file.toString('latin1', at + 4, at + BOX_HEAD_BYTES);
    const short = file.readUInt32BE(at);
    const isLong = short === 1 && at + LONG_HEAD_BYTES <= end;
    const head = isLong ? LONG_HEAD_BYTES : BOX_HEAD_BYTES;
    const size = isLong ? Number(file.readBigUInt64BE(at + 8)) : short === 0 ? end - at : short;
    if (size < head || at + size > end) return false;
    if (DESCRIPTIONS.has(type)) {
      file.write('free', at + 4, 'latin1');
      file.fill(0, at + head, at + size);
    } else if (CONTAINERS.has(type) && !blankMp4(file, at + head, at + size)) {
      return false;
    }
    at += size;
  }
  return at === end;
}

const SEGMENT = 0x18538067;
const TAGS = 0x1254c367;
const ATTACHMENTS = 0x1941a469;
const VOID = 0xec;

interface Element {
  readonly id: number;
  /** Where the content begins and ends; an unknown length reaches to the end. */
  readonly from: number;
  readonly to: number;
}

/** A number of Matroska's: its length stands in its first bits. */
function readVint(
  file: Buffer,
  at: number,
  keepMark: boolean,
): [value: number, bytes: number] | null {
  const first = file[at];
  if (first === undefined || first === 0) return null;
  const bytes = Math.clz32(first) - 23;
  if (at + bytes > file.length) return null;
  let value = keepMark ? first : first & ((1 << (8 - bytes)) - 1);
  let isUnknown = !keepMark && value === (1 << (8 - bytes)) - 1;
  for (let index = 1; index < bytes; index += 1) {
    const next = file[at + index] ?? 0;
    if (next !== 0xff) isUnknown = false;
    value = value * 256 + next;
  }
  return [isUnknown ? Infinity : value, bytes];
}

function readElement(file: Buffer, at: number, end: number): Element | null {
  const id = readVint(file, at, true);
  const size = id && readVint(file, at + id[1], false);
  if (id === null || size === null) return null;
  const from = at + id[1] + size[1];
  const to = size[0] === Infinity ? end : from + size[0];
  return to > end ? null : { id: id[0], from, to };
}

/** WebM and Matroska. @returns false when the bytes are no such file */
export function blankWebm(file: Buffer, start = 0, end = file.length): boolean {
  let at = start;
  while (at < end) {
    const element = readElement(file, at, end);
    if (element === null) return false;
    if (element.id === SEGMENT && !blankWebm(file, element.from, element.to)) return false;
    if (element.id === TAGS || element.id === ATTACHMENTS) blankElement(file, at, element.to);
    at = element.to;
  }
  return true;
}

/** Puts one empty element in the place of another, as long as it. */
function blankElement(file: Buffer, at: number, to: number): void {
  const rest = to - at - 9;
  if (rest < 0) {
    // Too short for a length of eight bytes: one byte says it.
    file[at] = VOID;
    file[at + 1] = 0x80 | (to - at - 2);
    file.fill(0, at + 2, to);
    return;
  }
  file[at] = VOID;
  file.writeBigUInt64BE((1n << 56n) | BigInt(rest), at + 1);
  file.fill(0, at + 9, to);
}
