/**
 * Filters with a square kernel over pictures mirrored at their edges (the edge itself is not
 * repeated). Small kernels are summed in float32 in the order of torch's convolution, so that
 * results are equal; large ones, where that would take minutes, as two passes in float64.
 */
import { createImage, pictureLength, type Pixels } from './pixels';

const f = Math.fround;

/** Up to this radius the kernel is applied as a square. */
const SQUARE_RADIUS_MAX = 4;

export interface Kernel {
  readonly radius: number;
  /** (2 radius + 1)² weights, row by row. */
  readonly weights: Float32Array;
}

/** The one-dimensional bell curve over -1 to 1, not normalised. */
function bell(radius: number, sigma: number): number[] {
  const size = radius * 2 + 1;
  return Array.from({ length: size }, (_, index) => {
    const x = -1 + (2 * index) / (size - 1);
    return Math.exp(-(x * x) / (2 * sigma * sigma));
  });
}

/** The kernel of a blur; the sum of its weights is 1. */
export function gaussianKernel(radius: number, sigma: number): Kernel {
  const line = bell(radius, sigma);
  const square = line.flatMap((row) => line.map((column) => f(row * column)));
  const total = f(square.reduce((sum, weight) => sum + weight, 0));
  return { radius, weights: Float32Array.from(square, (weight) => weight / total) };
}

/** The kernel of a sharpening: the picture minus a blurred one, `alpha` times ten. */
export function sharpenKernel(radius: number, sigma: number, alpha: number): Kernel {
  const { weights } = gaussianKernel(radius, sigma);
  const strong = weights.map((weight) => weight * f(-(alpha * 10)));
  const centre = (strong.length - 1) / 2;
  const total = f(strong.reduce((sum, weight) => sum + weight, 0));
  strong[centre] = f(f((strong[centre] as number) - total) + 1);
  return { radius, weights: strong };
}

/** Where a position beyond the edge is mirrored to. */
function mirror(position: number, length: number): number {
  if (position < 0) return -position;
  return position >= length ? 2 * (length - 1) - position : position;
}

function mirrored(length: number, radius: number): Int32Array {
  return Int32Array.from({ length: length + 2 * radius }, (_, index) =>
    mirror(index - radius, length),
  );
}

/**
 * Applies the kernel to every channel of every picture. The radius has to be smaller than both
 * sides of the picture.
 * @param target receives the result, so that it can be shown while it grows
 * @param onRow called after each row
 */
export async function convolve(
  source: Pixels,
  kernel: Kernel,
  target: Pixels,
  onRow: () => Promise<void>,
): Promise<void> {
  const columns = mirrored(source.width, kernel.radius);
  const rows = mirrored(source.height, kernel.radius);
  for (let index = 0; index < source.batch; index += 1) {
    const offset = index * pictureLength(source);
    const from = source.data.subarray(offset, offset + pictureLength(source));
    const to = target.data.subarray(offset, offset + pictureLength(source));
    for (let row = 0; row < source.height; row += 1) {
      squareRow({ from, to, row, columns, rows, width: source.width, kernel }, source.channels);
      await onRow();
    }
  }
}

interface RowJob {
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly row: number;
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  readonly width: number;
  readonly kernel: Kernel;
}

function squareRow(job: RowJob, channels: number): void {
  const { from, to, row, columns, rows, width, kernel } = job;
  const size = kernel.radius * 2 + 1;
  for (let column = 0; column < width; column += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      let sum = 0;
      for (let down = 0; down < size; down += 1) {
        const line = (rows[row + down] as number) * width;
        for (let across = 0; across < size; across += 1) {
          const value = from[
            (line + (columns[column + across] as number)) * channels + channel
          ] as number;
          sum = f(sum + value * (kernel.weights[down * size + across] as number));
        }
      }
      to[(row * width + column) * channels + channel] = sum;
    }
  }
}

/** Whether a blur of this radius is better done in two passes. */
export function needsTwoPasses(radius: number): boolean {
  return radius > SQUARE_RADIUS_MAX;
}

/**
 * The blur in two passes.
 * @param onRow called twice for each row
 */
export async function blurInTwoPasses(
  source: Pixels,
  { radius, sigma }: { readonly radius: number; readonly sigma: number },
  target: Pixels,
  onRow: () => Promise<void>,
): Promise<void> {
  const line = bell(radius, sigma);
  const total = line.reduce((sum, weight) => sum + weight, 0);
  const weights = Float64Array.from(line, (weight) => weight / total);
  const { width, height, channels } = source;
  const columns = mirrored(width, radius);
  const rows = mirrored(height, radius);
  const stride = width * channels;
  const between = new Float64Array(pictureLength(source));
  for (let index = 0; index < source.batch; index += 1) {
    const offset = index * between.length;
    for (let row = 0; row < height; row += 1) {
      for (let at = 0; at < stride; at += 1) {
        const [column, channel] = [Math.floor(at / channels), at % channels];
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap += 1) {
          const place = (columns[column + tap] as number) * channels + channel;
          sum += (source.data[offset + row * stride + place] as number) * (weights[tap] as number);
        }
        between[row * stride + at] = sum;
      }
      await onRow();
    }
    for (let row = 0; row < height; row += 1) {
      for (let at = 0; at < stride; at += 1) {
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap += 1) {
          const line = (rows[row + tap] as number) * stride;
          sum += (between[line + at] as number) * (weights[tap] as number);
        }
        target.data[offset + row * stride + at] = sum;
      }
      await onRow();
    }
  }
}

/** A picture of the same shape to work into. */
export function blankLike(source: Pixels): Pixels {
  const { batch, width, height, channels } = source;
  return createImage({ batch, width, height, channels });
}
