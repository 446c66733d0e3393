/** Clouds: random values on grids, each finer than the one before, smoothly joined and added up. */
import type { Pixels } from './pixels';

const OCTAVES = 4;

interface Layer {
  readonly grid: Float64Array;
  /** Cells across and down. */
  readonly columns: number;
  readonly rows: number;
  readonly weight: number;
  /** For each pixel of a row: the grid's column to its left, and the share of the next one. */
  readonly lefts: Int32Array;
  readonly shares: Float64Array;
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

function createLayer(random: () => number, image: Pixels, scale: number, octave: number): Layer {
  const { width, height } = image;
  const rows = Math.max(1, Math.round(scale * 2 ** octave));
  const columns = Math.max(1, Math.round((rows * width) / height));
  const grid = Float64Array.from({ length: (columns + 1) * (rows + 1) }, random);
  const lefts = new Int32Array(width);
  const shares = new Float64Array(width);
  for (let x = 0; x < width; x += 1) {
    const position = (x * columns) / width;
    lefts[x] = Math.floor(position);
    shares[x] = ease(position - Math.floor(position));
  }
  const total = 2 - 2 ** (1 - OCTAVES);
  return { grid, columns, rows, weight: 1 / 2 ** octave / total, lefts, shares };
}

/** The grid's values at a height between two of its rows. */
function gridLine({ grid, columns, rows }: Layer, share: number): Float64Array {
  const position = share * rows;
  const top = Math.floor(position);
  const part = ease(position - top);
  const start = top * (columns + 1);
  return Float64Array.from({ length: columns + 1 }, (_, column) => {
    const above = grid[start + column] ?? 0;
    const below = grid[start + column + columns + 1] ?? 0;
    return above + (below - above) * part;
  });
}

/**
 * @param scale how many grains the coarsest grid has from top to bottom
 * @returns fills one channel of one row of the picture with values from 0 to 1
 */
export function createClouds(
  random: () => number,
  image: Pixels,
  scale: number,
): (y: number, channel: number) => void {
  const layers = Array.from({ length: OCTAVES }, (_, octave) =>
    createLayer(random, image, scale, octave),
  );
  const { data, width, height, channels } = image;
  return (y, channel) => {
    const sums = new Float64Array(width);
    for (const layer of layers) {
      const line = gridLine(layer, y / height);
      const { lefts, shares, weight } = layer;
      for (let x = 0; x < width; x += 1) {
        const left = lefts[x] as number;
        const from = line[left] as number;
        const value = from + ((line[left + 1] as number) - from) * (shares[x] as number);
        sums[x] = (sums[x] as number) + value * weight;
      }
    }
    for (let x = 0; x < width; x += 1) {
      data[(y * width + x) * channels + channel] = sums[x] as number;
    }
  };
}
