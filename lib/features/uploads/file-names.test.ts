import { expect, test } from 'vitest';

import { checkFileName, checkFolder, splitAnnotation } from './file-names';

test.each(['a.png', 'ä 画.png', '...png', 'x..y', '.hidden', 'a [1].png'])(
  '%s is a file name',
  (name) => {
    expect(checkFileName(name)).toBe(name);
  },
);

test.each(['', '.', '..', 'a/b', '/a', 'a\\b', 'a\0', 'a\n', 'x'.repeat(256)])(
  '%j is no file name',
  (name) => {
    expect(() => checkFileName(name)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  },
);

test.each([
  ['', ''],
  ['a', 'a'],
  ['a//b/./c/', 'a/b/c'],
  ['.', ''],
])('folder %j is %j', (given, tidy) => {
  expect(checkFolder(given)).toBe(tidy);
});

test.each(['/', '/a', '..', 'a/../b', 'a\\b', 'a\0'])('%j is no folder', (folder) => {
  expect(() => checkFolder(folder)).toThrow(expect.objectContaining({ code: 'bad_request' }));
});

test('an annotation names the place', () => {
  expect(splitAnnotation('x.png [output]')).toEqual({ name: 'x.png', type: 'output' });
  expect(splitAnnotation('x.png[temp]')).toEqual({ name: 'x.png', type: 'temp' });
  expect(splitAnnotation('x [a].png')).toEqual({ name: 'x [a].png', type: null });
});
