/** Mixing two pictures of one size, number by number, each step rounded to float32. */
const f = Math.fround;

/** A mixing rule: the numbers of both pictures to the mixed one. */
export type BlendRule = (first: number, second: number) => number;

function brighter(x: number): number {
  return x <= 0.25 ? f(f(f(f(f(16 * x) - 12) * x) + 4) * x) : f(Math.sqrt(x));
}

export const BLEND_RULES: Readonly<Record<string, BlendRule>> = {
  normal: (_first, second) => second,
  multiply: (first, second) => f(first * second),
  screen: (first, second) => f(1 - f(f(1 - first) * f(1 - second))),
  overlay: (first, second) =>
    first <= 0.5 ? f(f(2 * first) * second) : f(1 - f(f(2 * f(1 - first)) * f(1 - second))),
  soft_light: (first, second) =>
    second <= 0.5
      ? f(first - f(f(f(1 - f(2 * second)) * first) * f(1 - first)))
      : f(first + f(f(f(2 * second) - 1) * f(brighter(first) - first))),
  difference: (first, second) => f(first - second),
};
