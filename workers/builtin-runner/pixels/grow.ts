/** Growing and shrinking masks by one pixel. */
import { withData, type Pixels } from './pixels';

/**
 * Each pixel becomes the largest (or smallest) of itself and its neighbours.
 * @param options.corners whether the four diagonal neighbours count
 * @returns null when nothing changed
 */
export function growOnce(
  mask: Pixels,
  { corners, shrink }: { readonly corners: boolean; readonly shrink: boolean },
): Pixels | null {
  const { batch, width, height, data } = mask;
  const result = new Float32Array(data.length);
  const better = shrink ? Math.min : Math.max;
  let changed = false;
  for (let index = 0; index < batch; index += 1) {
    const start = index * width * height;
    for (let y = 0; y < height; y += 1) {
      const [up, down] = [Math.max(y - 1, 0), Math.min(y + 1, height - 1)];
      for (let x = 0; x < width; x += 1) {
        const [left, right] = [Math.max(x - 1, 0), Math.min(x + 1, width - 1)];
        const value = (row: number, column: number): number =>
          data[start + row * width + column] as number;
        const own = value(y, x);
        let best = better(own, value(up, x), value(down, x), value(y, left), value(y, right));
        if (corners) {
          best = better(best, value(up, left), value(up, right));
          best = better(best, value(down, left), value(down, right));
        }
        result[start + y * width + x] = best;
        changed ||= best !== own;
      }
    }
  }
  return changed ? withData(mask, result) : null;
}
