import { expect, test } from 'vitest';

import { scrubHostPaths, scrubText } from './scrub-host-paths';

test.each([
  [
    '  File "/opt/ComfyUI/execution.py", line 496, in f\n',
    '  File "execution.py", line 496, in f\n',
  ],
  ["No such file: '/data/tenants/ab12/input/x.png'", "No such file: 'x.png'"],
  ['C:\\ComfyUI\\nodes.py failed', 'nodes.py failed'],
])('a host path in %j is cut to its last part', (text, scrubbed) => {
  expect(scrubText(text)).toBe(scrubbed);
});

test.each([['see https://example.org/a/b/c'], ['1/2 and 3/4/5'], ['a/b/c.png'], ['/'], ['and/or']])(
  '%j is left as it is',
  (text) => {
    expect(scrubText(text)).toBe(text);
  },
);

test('texts at any depth are scrubbed, other values stay', () => {
  const error = { traceback: ['File "/a/b/c.py"'], timestamp: 5, executed: null };
  expect(scrubHostPaths(error)).toEqual({
    traceback: ['File "c.py"'],
    timestamp: 5,
    executed: null,
  });
});
