/**
 * A file without what its graph left in it. ComfyUI writes prompt and workflow into what it saves; this
 * takes out all texts and descriptions and leaves pictures and sound as they are, bit by bit.
 */
import { blankMp4, blankWebm } from './clean-boxes';
import { blankOpus } from './clean-ogg';

type Clean = (file: Buffer) => Buffer | null;

/**
 * @param filename tells the format by its ending
 * @param file may be changed in place
 * @returns null when the format is none that can be cleaned, or the bytes are not of it
 */
export function cleanFile(filename: string, file: Buffer): Buffer | null {
  const extension = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase();
  const clean = CLEANERS[extension];
  try {
    return clean === undefined ? null : clean(file);
  } catch (error) {
    // Lengths in a broken file lead outside of it.
    if (error instanceof RangeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

const inPlace =
  (blank: (file: Buffer) => boolean): Clean =>
  (file) =>
    blank(file) ? file : null;

/** Chunks that say how a PNG looks; all others are dropped. */
const PNG_LOOKS = /^(IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|sBIT|cICP|pHYs|acTL|fcTL|fdAT)$/;
const PNG_HEAD_BYTES = 8;

function cleanPng(file: Buffer): Buffer | null {
  if (file.toString('latin1', 1, 4) !== 'PNG') return null;
  const kept = [file.subarray(0, PNG_HEAD_BYTES)];
  let at = PNG_HEAD_BYTES;
  while (at + 12 <= file.length) {
    const end = at + 12 + file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    if (end > file.length) return null;
    if (PNG_LOOKS.test(type)) kept.push(file.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return null;
}

/** JFIF, the colour profile and Adobe's colour transform say how a JPEG looks. */
const JPEG_LOOKS = new Set([0xe0, 0xe2, 0xee]);
const JPEG_SCAN = 0xda;

function cleanJpeg(file: Buffer): Buffer | null {
  if (file.readUInt16BE(0) !== 0xffd8) return null;
  const kept = [file.subarray(0, 2)];
  let at = 2;
  for (;;) {
    if (file[at] !== 0xff) return null;
    const marker = file[at + 1] ?? 0;
    if (marker === JPEG_SCAN) break;
    const end = at + 2 + file.readUInt16BE(at + 2);
    const isDescription = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
    if (!isDescription || JPEG_LOOKS.has(marker)) kept.push(file.subarray(at, end));
    at = end;
  }
  // Behind the end of the picture there may be anything.
  const end = file.lastIndexOf(Buffer.from([0xff, 0xd9]));
  return end < 0 ? null : Buffer.concat([...kept, file.subarray(at, end + 2)]);
}

const WEBP_DESCRIPTIONS = new Set(['EXIF', 'XMP ']);
const VP8X_DESCRIBED = 0b1100;

function cleanWebp(file: Buffer): Buffer | null {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WEBP')
    return null;
  const kept = [Buffer.from(file.subarray(0, 12))];
  const total = Math.min(file.length, 8 + file.readUInt32LE(4));
  let at = 12;
  while (at + 8 <= total) {
    const type = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    const chunk = Buffer.from(file.subarray(at, Math.min(end, total)));
    if (type === 'VP8X') chunk.writeUInt8(chunk.readUInt8(8) & ~VP8X_DESCRIBED, 8);
    if (!WEBP_DESCRIPTIONS.has(type)) kept.push(chunk);
    at = end;
  }
  const clean = Buffer.concat(kept);
  clean.writeUInt32LE(clean.length - 8, 4);
  return clean;
}

const FLAC_STREAM_INFO = 0;
const FLAC_SEEK_TABLE = 3;
const FLAC_PADDING = 1;

function blankFlac(file: Buffer): boolean {
  if (file.toString('latin1', 0, 4) !== 'fLaC') return false;
  let at = 4;
  for (;;) {
    const head = file.readUInt8(at);
    const end = at + 4 + file.readUIntBE(at + 1, 3);
    if (end > file.length) return false;
    const type = head & 0x7f;
    if (type !== FLAC_STREAM_INFO && type !== FLAC_SEEK_TABLE) {
      file[at] = (head & 0x80) | FLAC_PADDING;
      file.fill(0, at + 4, end);
    }
    if ((head & 0x80) !== 0) return true;
    at = end;
  }
}

/** Descriptions stand before and behind the sound. */
function cleanMp3(file: Buffer): Buffer | null {
  let start = 0;
  while (file.toString('latin1', start, start + 3) === 'ID3') {
    const [a = 0, b = 0, c = 0, d = 0] = file.subarray(start + 6, start + 10);
    start += 10 + ((a << 21) | (b << 14) | (c << 7) | d);
  }
  const hasTail = file.toString('latin1', file.length - 128, file.length - 125) === 'TAG';
  const sound = file.subarray(start, hasTail ? file.length - 128 : file.length);
  // A frame of sound begins with eleven bits that are set.
  return (sound[0] ?? 0) === 0xff && ((sound[1] ?? 0) & 0xe0) === 0xe0 ? sound : null;
}

const RIFF_SOUND = new Set(['fmt ', 'data', 'fact']);

function blankWav(file: Buffer): boolean {
  if (file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE')
    return false;
  let at = 12;
  while (at + 8 <= file.length) {
    const size = file.readUInt32LE(at + 4);
    const end = Math.min(at + 8 + size, file.length);
    if (!RIFF_SOUND.has(file.toString('latin1', at, at + 4))) {
      file.write('JUNK', at, 'latin1');
      file.fill(0, at + 8, end);
    }
    at = end + (size % 2);
  }
  return true;
}

const GLB_HEAD_BYTES = 20;

/** Free texts of a 3D scene may stand on any of its parts; what remains is made as long as it was. */
function blankGlb(file: Buffer): boolean {
  if (file.toString('latin1', 0, 4) !== 'glTF' || file.toString('latin1', 16, 20) !== 'JSON')
    return false;
  const end = GLB_HEAD_BYTES + file.readUInt32LE(12);
  const scene = JSON.parse(file.toString('utf8', GLB_HEAD_BYTES, end)) as unknown;
  const bare = Buffer.from(
    JSON.stringify(scene, (key, value: unknown) => (key === 'extras' ? undefined : value)),
  );
  if (bare.length > end - GLB_HEAD_BYTES) return false;
  file.fill(' ', GLB_HEAD_BYTES, end);
  bare.copy(file, GLB_HEAD_BYTES);
  return true;
}

function cleanSvg(file: Buffer): Buffer {
  const bare = without(file.toString('utf8'), /<metadata[\s>]/gi, /<\/metadata\s*>/gi);
  return Buffer.from(without(bare, /<!--/g, /-->/g));
}

/** One expression for both ends would search to the file's end for each beginning that has no end. */
function without(text: string, begins: RegExp, ends: RegExp): string {
  let kept = '';
  let at = 0;
  for (;;) {
    begins.lastIndex = at;
    const begin = begins.exec(text);
    ends.lastIndex = begins.lastIndex;
    const end = begin === null ? null : ends.exec(text);
    if (begin === null || end === null) return kept + text.slice(at);
    kept += text.slice(at, begin.index);
    at = ends.lastIndex;
  }
}

const asItIs: Clean = (file) => file;

const CLEANERS: Readonly<Record<string, Clean>> = {
  png: cleanPng,
  apng: cleanPng,
  jpg: cleanJpeg,
  jpeg: cleanJpeg,
  webp: cleanWebp,
  svg: cleanSvg,
  mp4: inPlace((file) => blankMp4(file)),
  m4v: inPlace((file) => blankMp4(file)),
  m4a: inPlace((file) => blankMp4(file)),
  mov: inPlace((file) => blankMp4(file)),
  webm: inPlace((file) => blankWebm(file)),
  mkv: inPlace((file) => blankWebm(file)),
  flac: inPlace(blankFlac),
  opus: inPlace(blankOpus),
  mp3: cleanMp3,
  wav: inPlace(blankWav),
  glb: inPlace(blankGlb),
  // Nothing but their content, which is what is shared.
  txt: asItIs,
  md: asItIs,
  csv: asItIs,
  obj: asItIs,
  stl: asItIs,
};
