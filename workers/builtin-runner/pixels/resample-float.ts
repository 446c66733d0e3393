/**
 * Resampling of float pictures with the results of torch's `interpolate` without
 * `align_corners`: nearest-exact, bilinear, bicubic and area.
 */
import { at, createImage, pictureLength, type Pixels } from './pixels';

const f = Math.fround;

/** For one output position: which inputs, and with what weights. */
interface Taps {
  /** `taps` positions for each output position. */
  readonly positions: Int32Array;
  readonly weights: Float32Array;
  readonly taps: number;
}

const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), max);

/** Where output position `index` lies in the input, in float32 as torch computes it. */
function sourcePosition(index: number, scale: number): number {
  return f(f(scale * f(index + 0.5)) - 0.5);
}

function nearestTaps(from: number, to: number): Taps {
  const scale = f(from / to);
  const positions = new Int32Array(to);
  for (let index = 0; index < to; index += 1) {
    positions[index] = Math.min(Math.floor(f(f(index + 0.5) * scale)), from - 1);
  }
  return { positions, weights: new Float32Array(to).fill(1), taps: 1 };
}

function linearTaps(from: number, to: number): Taps {
  const scale = f(from / to);
  const positions = new Int32Array(to * 2);
  const weights = new Float32Array(to * 2);
  for (let index = 0; index < to; index += 1) {
    const source = Math.max(sourcePosition(index, scale), 0);
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

function cubicNear(x: number): number {
  return f(f(f(f(f((CUBIC_A + 2) * x) - (CUBIC_A + 3)) * x) * x) + 1);
}

function cubicFar(x: number): number {
  return f(f(f(f(f(f(f(CUBIC_A * x) - 5 * CUBIC_A) * x) + 8 * CUBIC_A) * x)) - 4 * CUBIC_A);
}

function cubicTaps(from: number, to: number): Taps {
  const scale = f(from / to);
  const positions = new Int32Array(to * 4);
  const weights = new Float32Array(to * 4);
  for (let index = 0; index < to; index += 1) {
    const source = sourcePosition(index, scale);
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

const TAPS = { 'nearest-exact': nearestTaps, bilinear: linearTaps, bicubic: cubicTaps };
export type FloatMethod = keyof typeof TAPS | 'area';

/** Fills one output row; sums in float32, columns first, then rows. */
function resampleRow(
  source: Float32Array,
  target: Float32Array,
  row: number,
  geometry: { across: Taps; down: Taps; fromStride: number; toStride: number; channels: number },
): void {
  const { across, down, fromStride, toStride, channels } = geometry;
  const width = toStride / channels;
  for (let column = 0; column < width; column += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      let sum = 0;
      for (let tap = 0; tap < down.taps; tap += 1) {
        const start = (down.positions[row * down.taps + tap] as number) * fromStride + channel;
        let inner = 0;
        for (let side = 0; side < across.taps; side += 1) {
          const index = column * across.taps + side;
          const value = at(source, start + (across.positions[index] as number) * channels);
          inner = f(inner + f(value * at(across.weights, index)));
        }
        sum = f(sum + f(inner * at(down.weights, row * down.taps + tap)));
      }
      target[row * toStride + column * channels + channel] = sum;
    }
  }
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
          sum = f(sum + at(source, (y * from.width + x) * from.channels + channel));
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
  const make = method === 'area' ? null : TAPS[method];
  const geometry =
    make === null
      ? null
      : {
          across: make(from.width, width),
          down: make(from.height, height),
          fromStride: from.width * channels,
          toStride: width * channels,
          channels,
        };
  for (let index = 0; index < batch; index += 1) {
    const source = from.data.subarray(index * pictureLength(from));
    const target = result.data.subarray(index * pictureLength(result));
    for (let row = 0; row < height; row += 1) {
      if (geometry === null) areaRow(source, target, row, { from, height, width });
      else resampleRow(source, target, row, geometry);
      await breathe();
    }
  }
  return result;
}
