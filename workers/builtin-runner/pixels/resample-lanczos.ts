/**
 * Lanczos resampling of 8-bit pictures with the results of Pillow, which ComfyUI uses for it:
 * two passes, columns first, fixed-point weights of 22 bits, each pass rounded to 8 bits.
 * Pictures with transparency are resampled with colours multiplied by it. Pillow 13 works on the
 * rows first where a picture shrinks much more in height than in width: there values may differ
 * by one rounding of the pass in between.
 */
const PRECISION_BITS = 22;
const SUPPORT = 3;

function sinc(x: number): number {
  if (x === 0) return 1;
  const scaled = x * Math.PI;
  return Math.sin(scaled) / scaled;
}

function lanczos(x: number): number {
  return x >= -SUPPORT && x < SUPPORT ? sinc(x) * sinc(x / SUPPORT) : 0;
}

interface FixedTaps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly weights: Int32Array;
  readonly stride: number;
}

function fixedTaps(from: number, to: number): FixedTaps {
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = SUPPORT * filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(to);
  const counts = new Int32Array(to);
  const weights = new Int32Array(to * stride);
  for (let index = 0; index < to; index += 1) {
    const centre = (index + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const count = Math.min(Math.trunc(centre + support + 0.5), from) - start;
    const raw = Array.from({ length: count }, (_, tap) =>
      lanczos((tap + start - centre + 0.5) * (1 / filterScale)),
    );
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    raw.forEach((weight, tap) => {
      const share = (total === 0 ? weight : weight / total) * (1 << PRECISION_BITS);
      weights[index * stride + tap] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    });
    starts[index] = start;
    counts[index] = count;
  }
  return { starts, counts, weights, stride };
}

function clip(sum: number): number {
  const value = sum >> PRECISION_BITS;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

interface Plane {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

function acrossRow(source: Plane, target: Plane, row: number, taps: FixedTaps): void {
  const { bytes, channels } = source;
  const { starts, counts, weights, stride } = taps;
  for (let column = 0; column < target.width; column += 1) {
    const start = (row * source.width + (starts[column] as number)) * channels;
    const first = column * stride;
    const count = counts[column] as number;
    for (let channel = 0; channel < channels; channel += 1) {
      let sum = 1 << (PRECISION_BITS - 1);
      for (let tap = 0; tap < count; tap += 1) {
        const value = bytes[start + tap * channels + channel] as number;
        sum = (sum + Math.imul(value, weights[first + tap] as number)) | 0;
      }
      target.bytes[(row * target.width + column) * channels + channel] = clip(sum);
    }
  }
}

function downRow(source: Plane, target: Plane, row: number, taps: FixedTaps): void {
  const { bytes } = source;
  const length = source.width * source.channels;
  const start = (taps.starts[row] as number) * length;
  const sums = new Int32Array(length).fill(1 << (PRECISION_BITS - 1));
  for (let tap = 0; tap < (taps.counts[row] as number); tap += 1) {
    const weight = taps.weights[row * taps.stride + tap] as number;
    const line = start + tap * length;
    for (let index = 0; index < length; index += 1) {
      const product = Math.imul(bytes[line + index] as number, weight);
      sums[index] = ((sums[index] as number) + product) | 0;
    }
  }
  for (let index = 0; index < length; index += 1) {
    target.bytes[row * length + index] = clip(sums[index] as number);
  }
}

function plane(width: number, height: number, channels: number): Plane {
  return { bytes: new Uint8Array(width * height * channels), width, height, channels };
}

/** Colour times transparency, rounded as Pillow's integer division by 255 does. */
function multiplyAlpha(source: Plane): Plane {
  const bytes = Uint8Array.from(source.bytes);
  for (let index = 0; index < bytes.length; index += 4) {
    const alpha = bytes[index + 3] as number;
    for (let channel = 0; channel < 3; channel += 1) {
      const product = (bytes[index + channel] as number) * alpha + 128;
      bytes[index + channel] = ((product >> 8) + product) >> 8;
    }
  }
  return { ...source, bytes };
}

function divideAlpha(source: Plane): Plane {
  const bytes = Uint8Array.from(source.bytes);
  for (let index = 0; index < bytes.length; index += 4) {
    const alpha = bytes[index + 3] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = Math.trunc(((bytes[index + channel] as number) * 255) / alpha);
      bytes[index + channel] = Math.min(value, 255);
    }
  }
  return { ...source, bytes };
}

/** @param breathe called between rows */
export async function resampleLanczos(
  source: Plane,
  size: { readonly width: number; readonly height: number },
  breathe: () => Promise<void>,
): Promise<Uint8Array> {
  if (size.width === source.width && size.height === source.height) return source.bytes;
  const hasAlpha = source.channels === 4;
  const from = hasAlpha ? multiplyAlpha(source) : source;
  let wide = from;
  if (size.width !== from.width) {
    const taps = fixedTaps(from.width, size.width);
    wide = plane(size.width, from.height, from.channels);
    for (let row = 0; row < from.height; row += 1) {
      acrossRow(from, wide, row, taps);
      await breathe();
    }
  }
  let result = wide;
  if (size.height !== from.height) {
    const taps = fixedTaps(from.height, size.height);
    result = plane(size.width, size.height, from.channels);
    for (let row = 0; row < size.height; row += 1) {
      downRow(wide, result, row, taps);
      await breathe();
    }
  }
  return (hasAlpha ? divideAlpha(result) : result).bytes;
}
