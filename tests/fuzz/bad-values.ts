/** Values that have broken programs before. */
import type { Random } from './random';

const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u202e\u0000\uffff',
  '\ud800',
  '😀'.repeat(40),
  'é'.normalize('NFD'),
  '..',
  '../../../../etc/passwd',
  '..\\..\\windows',
  '/etc/passwd',
  'C:\\x',
  '%00',
  '%2e%2e%2f',
  '%c0%af',
  '%',
  '%zz',
  '${7*7}',
  '{{7*7}}',
  '$where',
  '$gt',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "' or 1=1 --",
  '<script>1</script>',
  'x'.repeat(300),
  'x'.repeat(70_000),
  'nan',
  'null',
  '-1',
  '1e309',
  'x [output]',
  'x [input] [temp]',
  '[output]',
  'a\r\nset-cookie: x=y',
  'CON',
  '.',
  '.hidden',
  'a/b/c/d',
  '*',
  '?',
  '#',
] as const;

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  2 ** 64,
  1e21,
  1e308,
  Number.MIN_VALUE,
  99_999_999,
] as const;

export function badText(random: Random): string {
  return random.pick(TEXTS);
}

/** Something that is no, or an unexpected, JSON value of any type. */
export function badValue(random: Random): unknown {
  switch (random.below(7)) {
    case 0:
      return random.pick(NUMBERS);
    case 1:
      return badText(random);
    case 2:
      return random.pick([null, true, false]);
    case 3:
      return random.pick([[], [[]], [null], [1, 'a', {}], Array.from({ length: 2_000 }, () => 0)]);
    case 4:
      return random.pick([{}, { '': '' }, { $gt: '' }, { a: { b: { c: {} } } }]);
    case 5:
      return deep(random.pick([10, 99, 200, 2_000]));
    default:
      return { [badText(random)]: badText(random) };
  }
}

/** A list in a list in a list. */
function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}
