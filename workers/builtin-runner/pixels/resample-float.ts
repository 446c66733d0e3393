/**
 * Resampling of float pictures with the results of torch's `interpolate` without
 * `align_corners`: nearest-exact, bilinear, bicubic and area.
 */
import { createImage, pictureLength, type Pixels } from './pixels';

const f = Math.fround;

/** For one output position: which inputs, and with what weights. */
interface Taps {
  /** `taps` positions for each output position. */
  readonly positions: Int32Array;
  readonly weights: Float32Array;
  readonly taps: number;
}

const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), max);

/** Where output position `index` lies in the input, rounded after each step. */
function sourcePosition(index: number, scale: number): number {
  return f(f(scale * f(index + 0.5)) - 0.5);
}

/** The same, rounded only once, as a fused multiply-add does it. */
function fusedSourcePosition(index: number, scale: number): number {
  return f(scale * f(index + 0.5) - 0.5);
}

function nearestTaps(from: number, to: number): Taps {
  const scale = f(from / to);
  const positions = new Int32Array(to);
  for (let index = 0; index < to; index += 1) {
    positions[index] = Math.min(Math.floor(f(f(index + 0.5) * scale)), from - 1);
  }
  return { positions, weights: new Float32Array(to).fill(1), taps: 1 };
}

function linearTaps(from: number, to: number, fused: boolean): Taps {
  const scale = f(from / to);
  const positionOf = fused ? fusedSourcePosition : sourcePosition;
  const positions = new Int32Array(to * 2);
  const weights = new Float32Array(to * 2);
  for (let index = 0; index < to; index += 1) {
    const source = Math.max(positionOf(index, scale), 0);
    const low = Math.min(Math.floor(source), from - 1);
    const share = f(Math.min(Math.max(source - low, 0), 1));
    positions[index * 2] = low;
    positions[index * 2 + 1] = Math.min(low + 1, from - 1);
    weights[index * 2] = f(1 - share);
    weights[index * 2 + 1] = share;
  }
  return { positions, weights, taps: 2 };
}

const CUBIC_A = -0.75;

/** The cubic's weight at a distance of 0 to 1. */
function cubicNear(x: number): number {
  const inner = f(f(f((CUBIC_A + 2) * x) - (CUBIC_A + 3)) * x);
  return f(f(inner * x) + 1);
}

/** The cubic's weight at a distance of 1 to 2. */
function cubicFar(x: number): number {
  const inner = f(f(CUBIC_A * x - 5 * CUBIC_A) * x + 8 * CUBIC_A);
  return f(f(inner * x) - 4 * CUBIC_A);
}

function cubicTaps(from: number, to: number): Taps {
  const scale = f(from / to);
  const positions = new Int32Array(to * 4);
  const weights = new Float32Array(to * 4);
  for (let index = 0; index < to; index += 1) {
    const source = fusedSourcePosition(index, scale);
    const low = Math.floor(source);
    const share = f(source - low);
    const coefficients = [
      cubicFar(f(share + 1)),
      cubicNear(share),
      cubicNear(f(1 - share)),
      cubicFar(f(f(1 - share) + 1)),
    ];
    coefficients.forEach((weight, tap) => {
      positions[index * 4 + tap] = clamp(low + tap - 1, from - 1);
      weights[index * 4 + tap] = weight;
    });
  }
  return { positions, weights, taps: 4 };
}

export type FloatMethod = 'nearest-exact' | 'bilinear' | 'bicubic' | 'area';

interface Geometry {
  readonly across: Taps;
  readonly down: Taps;
  /** Numbers in a row of the input and of the output. */
  readonly fromStride: number;
  readonly toStride: number;
  readonly channels: number;
}

type RowFiller = (
  source: Float32Array,
  target: Float32Array,
  row: number,
  geometry: Geometry,
) => void;

/**
 * One input row at the output's width. Sums are built as torch's compiled code does it: the second
 * product first, then each of the others added in one rounding.
 */
function stretchRow(source: Float32Array, row: number, geometry: Geometry): Float32Array {
  const { across, fromStride, toStride, channels } = geometry;
  const { positions, weights, taps } = across;
  const start = row * fromStride;
  const result = new Float32Array(toStride);
  for (let column = 0; column < toStride / channels; column += 1) {
    const first = column * taps;
    for (let channel = 0; channel < channels; channel += 1) {
      const offset = start + channel;
      let sum =
        (source[offset + (positions[first] as number) * channels] as number) *
        (weights[first] as number);
      for (let tap = 1; tap < taps; tap += 1) {
        const value = source[offset + (positions[first + tap] as number) * channels] as number;
        const product = value * (weights[first + tap] as number);
        sum = tap === 1 ? f(sum + f(product)) : f(product + sum);
      }
      result[column * channels + channel] = sum;
    }
  }
  return result;
}

/** Columns first, then rows. Rows that are stretched already serve the next output rows too. */
function createNestedFiller(): RowFiller {
  let stretched = new Map<number, Float32Array>();
  return (source, target, row, geometry) => {
    const { positions, weights, taps } = geometry.down;
    const rows = Array.from({ length: taps }, (_, tap) => positions[row * taps + tap] as number);
    // Rows of another picture of the batch have to be gone when its first row comes.
    const known = row === 0 ? new Map<number, Float32Array>() : stretched;
    stretched = new Map(
      rows.map((each) => [each, known.get(each) ?? stretchRow(source, each, geometry)]),
    );
    const lines = rows.map((each) => stretched.get(each) as Float32Array);
    const start = row * geometry.toStride;
    for (let index = 0; index < geometry.toStride; index += 1) {
      let sum = ((lines[0] as Float32Array)[index] as number) * (weights[row * taps] as number);
      for (let tap = 1; tap < taps; tap += 1) {
        const product =
          ((lines[tap] as Float32Array)[index] as number) * (weights[row * taps + tap] as number);
        sum = tap === 1 ? f(sum + f(product)) : f(product + sum);
      }
      target[start + index] = sum;
    }
  };
}

/** All four neighbours at once, each with the product of its two weights. */
const directLinearRow: RowFiller = (source, target, row, geometry) => {
  const { across, down, fromStride, toStride, channels } = geometry;
  const [up, low] = [down.weights[row * 2] as number, down.weights[row * 2 + 1] as number];
  const rowUp = (down.positions[row * 2] as number) * fromStride;
  const rowLow = (down.positions[row * 2 + 1] as number) * fromStride;
  for (let column = 0; column < toStride / channels; column += 1) {
    const left = across.weights[column * 2] as number;
    const right = across.weights[column * 2 + 1] as number;
    const fromLeft = (across.positions[column * 2] as number) * channels;
    const fromRight = (across.positions[column * 2 + 1] as number) * channels;
    for (let channel = 0; channel < channels; channel += 1) {
      let sum = f((source[rowUp + fromRight + channel] as number) * f(up * right));
      sum = f((source[rowUp + fromLeft + channel] as number) * f(up * left) + sum);
      sum = f((source[rowLow + fromLeft + channel] as number) * f(low * left) + sum);
      sum = f((source[rowLow + fromRight + channel] as number) * f(low * right) + sum);
      target[row * toStride + column * channels + channel] = sum;
    }
  }
};

/** torch sums small results, and those with many channels, in another order than large ones. */
const DIRECT_SIDES_MAX = 128;

function planRows(
  from: Pixels,
  { width, height }: { readonly width: number; readonly height: number },
  method: Exclude<FloatMethod, 'area'>,
): { readonly fill: RowFiller; readonly geometry: Geometry } {
  const { channels } = from;
  const direct = method === 'bilinear' && (channels > 3 || width + height <= DIRECT_SIDES_MAX);
  const taps = { 'nearest-exact': nearestTaps, bilinear: linearTaps, bicubic: cubicTaps }[method];
  const geometry = {
    across: taps(from.width, width, direct),
    down: taps(from.height, height, direct),
    fromStride: from.width * channels,
    toStride: width * channels,
    channels,
  };
  return { fill: direct ? directLinearRow : createNestedFiller(), geometry };
}

/** Means of the input pixels under each output pixel. */
function areaRow(
  source: Float32Array,
  target: Float32Array,
  row: number,
  size: { from: Pixels; height: number; width: number },
): void {
  const { from, height, width } = size;
  const top = Math.floor((row * from.height) / height);
  const bottom = Math.ceil(((row + 1) * from.height) / height);
  for (let column = 0; column < width; column += 1) {
    const left = Math.floor((column * from.width) / width);
    const right = Math.ceil(((column + 1) * from.width) / width);
    for (let channel = 0; channel < from.channels; channel += 1) {
      let sum = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) {
          sum = f(sum + (source[(y * from.width + x) * from.channels + channel] as number));
        }
      }
      const mean = f(f(sum / (bottom - top)) / (right - left));
      target[(row * width + column) * from.channels + channel] = mean;
    }
  }
}

/**
 * @param breathe called between rows, so that a large picture does not block the server
 */
export async function resampleFloat(
  from: Pixels,
  size: { readonly width: number; readonly height: number },
  method: FloatMethod,
  breathe: () => Promise<void>,
): Promise<Pixels> {
  const { width, height } = size;
  const { batch, channels } = from;
  const result = { ...createImage({ batch, height, width, channels }), kind: from.kind };
  const plan = method === 'area' ? null : planRows(from, size, method);
  for (let index = 0; index < batch; index += 1) {
    const source = from.data.subarray(index * pictureLength(from));
    const target = result.data.subarray(index * pictureLength(result));
    for (let row = 0; row < height; row += 1) {
      if (plan === null) areaRow(source, target, row, { from, height, width });
      else plan.fill(source, target, row, plan.geometry);
      await breathe();
    }
  }
  return result;
}
