import { expect, test } from 'vitest';

import { pythonFloat, pythonRepr, pythonStr } from './python-text';
import { castTo, compareToLimit, pythonEquals } from './python-values';

test('integers are read as Python reads them', () => {
  const cases: [given: unknown, cast: unknown][] = [
    ['5', 5],
    [' +1_000\n', 1000],
    [-2.9, -2],
    [true, 1],
    [-0.5, 0],
  ];
  for (const [given, cast] of cases) expect(castTo('INT', given)).toBe(cast);
  expect(JSON.stringify(castTo('INT', 1e22))).toBe('10000000000000000000000');
  expect(JSON.stringify(castTo('INT', '99999999999999999999'))).toBe('99999999999999999999');
  expect(() => castTo('INT', '5.0')).toThrow("invalid literal for int() with base 10: '5.0'");
  expect(() => castTo('INT', '1__0')).toThrow('invalid literal');
  expect(() => castTo('INT', null)).toThrow("not 'NoneType'");
});

test('an integer beyond what Python reads is its error, and takes no time', () => {
  for (const endless of [Infinity, -Infinity]) {
    expect(() => castTo('INT', endless)).toThrow('cannot convert float infinity to integer');
  }
  expect(JSON.stringify(castTo('INT', '7'.repeat(4_300)))).toHaveLength(4_300);
  expect(() => castTo('INT', `-${'7'.repeat(4_301)}`)).toThrow(
    'Exceeds the limit (4300 digits) for integer string conversion: value has 4301 digits',
  );
  const started = performance.now();
  expect(() => castTo('INT', '7'.repeat(5_000_000))).toThrow('value has 5000000 digits');
  for (const type of ['INT', 'FLOAT']) {
    expect(() => castTo(type, '1_'.repeat(6_000_000))).toThrow(/^(invalid literal|could not)/);
  }
  expect(castTo('FLOAT', `${'1_'.repeat(200)}1`)).toBeCloseTo(1.1111e200, -197);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('fractions are read as Python reads them, apart from what JSON cannot carry', () => {
  const cases: [given: unknown, cast: unknown][] = [
    ['.5', 0.5],
    ['5.', 5],
    ['1_0e-1', 1],
    [false, 0],
  ];
  for (const [given, cast] of cases) expect(castTo('FLOAT', given)).toBe(cast);
  for (const bad of ['', 'half', '0x10', 'inf', 'nan', '1e999', '1_.5', '1_', '_1', '.']) {
    expect(() => castTo('FLOAT', bad)).toThrow(`could not convert string to float: '${bad}'`);
  }
  expect(() => castTo('FLOAT', {})).toThrow("not 'dict'");
});

test('texts and switches take everything', () => {
  expect([null, true, 1.5, ['a'], { a: 1 }].map((value) => castTo('STRING', value))).toEqual([
    'None',
    'True',
    '1.5',
    "['a']",
    "{'a': 1}",
  ]);
  expect(['', 'false', 0, 2, null, [], {}].map((value) => castTo('BOOLEAN', value))).toEqual([
    false,
    true,
    false,
    true,
    false,
    false,
    false,
  ]);
  expect(castTo('IMAGE', 'x')).toBe('x');
  expect(castTo(['a'], 5)).toBe(5);
});

test('values are written as Python writes them', () => {
  expect([1e-5, 0.0001, 1e16, 123_456.5, 3, -0.1].map(pythonFloat)).toEqual([
    '1e-05',
    '0.0001',
    '1e+16',
    '123456.5',
    '3.0',
    '-0.1',
  ]);
  expect(pythonRepr(["it's", 'a"b\'c', 'tab\t\u0001'])).toBe(
    String.raw`["it's", 'a"b\'c', 'tab\t\x01']`,
  );
  expect(pythonStr('plain')).toBe('plain');
});

test('numbers, switches and lists are equal as in Python', () => {
  expect(pythonEquals(1, true)).toBe(true);
  expect(pythonEquals('1', 1)).toBe(false);
  expect(pythonEquals(null, false)).toBe(false);
  expect(pythonEquals(['a', { b: 1 }], ['a', { b: 1 }])).toBe(true);
  expect(pythonEquals(['a'], ['a', 'b'])).toBe(false);
});

test('only numbers can be compared with limits', () => {
  expect(compareToLimit(5, 5, '<')).toBe(0);
  expect(compareToLimit(true, 2, '<')).toBe(-1);
  expect(() => compareToLimit('a', 1, '<')).toThrow(
    "'<' not supported between instances of 'str' and 'int'",
  );
});
