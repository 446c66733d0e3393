/** From points of time and value to the path of a line; where a value is missing the line is broken. */
export type Point = readonly [at: number, value: number | null];

export interface Frame {
  readonly from: number;
  readonly to: number;
  /** The value at the upper edge. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function linePath(points: readonly Point[], frame: Frame): string {
  const { from, to, top, width, height } = frame;
  let isDrawing = false;
  const steps: string[] = [];
  for (const [at, value] of points) {
    if (value === null || at < from) {
      isDrawing = false;
      continue;
    }
    const x = ((at - from) / (to - from)) * width;
    const y = height - (top === 0 ? 0 : Math.min(1, value / top)) * height;
    steps.push(`${isDrawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`);
    isDrawing = true;
  }
  return steps.join('');
}

/** A round number that is not below the highest value. */
export function roundTop(highest: number): number {
  if (highest <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(highest));
  const factor = [1, 2, 5, 10].find((step) => step * unit >= highest) ?? 10;
  return factor * unit;
}
