import { expect, test } from 'vitest';

import { unframed } from './frame-path';

test('what lies below the frame’s page is what lies below the studio', () => {
  expect(unframed('/studio/frame/api/prompt')).toBe('/studio/api/prompt');
  expect(unframed('/studio/frame/ws?clientId=a')).toBe('/studio/ws?clientId=a');
  expect(unframed('/studio/frame/assets/x.js')).toBe('/studio/assets/x.js');
});

test('the frame’s page itself and everything else stay', () => {
  for (const target of [
    '/studio/frame/',
    '/studio/frame/?a=1',
    '/studio/frame',
    '/studio/',
    '/x',
  ]) {
    expect(unframed(target)).toBe(target);
  }
});
