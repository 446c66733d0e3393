import { expect, test } from 'vitest';

import { pagePolicy } from './security-headers';

const options = { nonce: 'abc', host: 'atelier.example:8880', filesOrigins: [], https: true };

test('pages load from their own origin only', () => {
  const origins = pagePolicy(options).match(/\b(https?|wss?):[^\s;]*/g);
  expect(origins).toEqual(['wss://atelier.example:8880']);
});

test('the object store is the one exception, for files', () => {
  const policy = pagePolicy({ ...options, filesOrigins: ['https://files.example'] });
  const naming = policy.split('; ').filter((part) => part.includes('https://files.example'));
  expect(naming.map((part) => part.split(' ')[0])).toEqual(['img-src', 'media-src', 'connect-src']);
});

test('scripts need the nonce, and nothing inline or evaluated runs without it', () => {
  const scripts = pagePolicy(options)
    .split('; ')
    .find((part) => part.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self' 'nonce-abc' 'wasm-unsafe-eval'");
});

test.each(['evil.example; script-src *', 'a b', '', 'x\r\ny'])(
  'a Host header of %j adds nothing to the policy',
  (host) => {
    expect(pagePolicy({ ...options, host })).toContain(
      "connect-src 'self' data: blob:; worker-src",
    );
  },
);
