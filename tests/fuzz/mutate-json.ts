/** Good JSON made bad: by type at a random place, or as text. */
import { badText, badValue } from './bad-values';
import type { Random } from './random';

type Path = readonly (string | number)[];

/** Deeper places are not looked for: values may be nested thousands of levels. */
const DEPTH_MAX = 12;

/** Every place in a value, the value itself first. */
function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null || at.length >= DEPTH_MAX) return [at];
  const inner = Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...at, key]));
  return [at, ...inner];
}

function replaceAt(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const copy = (
    Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
  ) as Record<string, unknown>;
  copy[key] = replaceAt(copy[key], rest, change);
  return copy;
}

/** The value with one to three places changed, taken away or added to. */
function mutateValue(random: Random, good: unknown): unknown {
  let value = good;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    value = replaceAt(value, random.pick(pathsOf(value)), (old) => {
      if (random.chance(0.15)) return undefined;
      if (random.chance(0.15) && typeof old === 'object' && old !== null && !Array.isArray(old)) {
        return { ...old, [badText(random)]: badValue(random) };
      }
      return badValue(random);
    });
  }
  return value;
}

/** What no JSON value that is written by a program holds, or not this deep or long. */
const NUMBERS = [
  ...['1e999', '-1e999', '1e999', 'NaN', 'Infinity', '0x1', '01'],
  ...['7'.repeat(5_000), `"${'7'.repeat(5_000)}"`, '[1e999]'],
  '['.repeat(20_000) + ']'.repeat(20_000),
];

/** One of the text's numbers, wherever it stands, as something else. */
function replaceNumber(random: Random, text: string): string {
  const numbers = [...text.matchAll(/(?<=[:[,])-?\d+(?=[,\]}])/g)];
  if (numbers.length === 0) return text;
  const { 0: number, index } = random.pick(numbers);
  return text.slice(0, index) + random.pick(NUMBERS) + text.slice(index + number.length);
}

/** JSON text of a good value, mostly broken in one way or another. */
export function mutateJson(random: Random, good: unknown): Buffer {
  if (random.chance(0.05)) return Buffer.from(JSON.stringify(good));
  const text = random.chance(0.7)
    ? JSON.stringify([mutateValue(random, good)]).slice(1, -1)
    : JSON.stringify(good);
  switch (random.below(10)) {
    case 0:
      return Buffer.from(text.slice(0, random.below(text.length + 1)));
    case 1: {
      const bytes = Buffer.from(text);
      if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256);
      return bytes;
    }
    case 2:
      return Buffer.from(replaceNumber(random, text));
    case 3:
      return Buffer.concat([Buffer.from(text), random.bytes(1 + random.below(8))]);
    default:
      return Buffer.from(text);
  }
}
