import { expect, test } from 'vitest';

import { parsePythonJson } from './python-json';

test('bare non-finite numbers become null, the same words inside texts stay', () => {
  expect(parsePythonJson('{"a": NaN, "b": [-Infinity, "NaN \\" Infinity"], "c": 1}')).toEqual({
    a: null,
    b: [null, 'NaN " Infinity'],
    c: 1,
  });
});

test('what is no JSON at all is refused', () => {
  expect(() => parsePythonJson('<html>')).toThrow(SyntaxError);
});
