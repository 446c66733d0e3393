import { expect, test } from 'vitest';

import { significantLine } from './plan.mjs';
import { isNodeRecent, matchesLock } from './runtime.mjs';

test.each([
  ['18.20.0', false],
  ['20.20.2', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['24.0.0', true],
])('Node %s is recent: %s', (version, recent) => {
  expect(isNodeRecent(version)).toBe(recent);
});

test('installed packages match the lock when all but optional ones are there in its version', () => {
  const locked = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-on-windows': { version: '1.0.0', optional: true },
  };
  const a = { 'node_modules/a': { version: '1.0.0' } };
  expect(matchesLock(locked, a)).toBe(true);
  expect(matchesLock(locked, {})).toBe(false);
  expect(matchesLock(locked, { 'node_modules/a': { version: '2.0.0' } })).toBe(false);
  expect(matchesLock(locked, { ...a, 'node_modules/extra': { version: '1.0.0' } })).toBe(false);
});

test.each([
  [
    'npm warn old\nnpm error code EUSAGE\nnpm error\nnpm error `npm ci` wants a lock\nnpm error x',
    '`npm ci` wants a lock',
  ],
  ['downloading\ngo: cannot find module\nmore', 'go: cannot find module'],
  ['write failed\nlast: no space left on device', 'last: no space left on device'],
  ['> Build error occurred\nError: 3 errors\nError: second', 'Error: 3 errors'],
  ['one\ntwo', 'two'],
  ['', 'no output'],
])('the line that says why, of %j', (output, line) => {
  expect(significantLine(output)).toBe(line);
});
