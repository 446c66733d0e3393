import { expect, test } from 'vitest';

import { EnvironmentError, parseEnv } from './env';

const STORES = {
  MONGODB_URI: 'mongodb://127.0.0.1/',
  REDIS_URL: 'redis://127.0.0.1:6379',
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'secret',
};

function problemsOf(source: Record<string, string>): readonly string[] {
  try {
    parseEnv('web', source);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
}

test('every problem is named at once', () => {
  const problems = problemsOf({ PORT: 'eighty', LOG_LEVEL: 'loud', MONGODB_URI: 'http://x' });
  const names = problems.map((problem) => problem.split(':')[0]);
  expect(names).toEqual(
    expect.arrayContaining(['PORT', 'LOG_LEVEL', 'MONGODB_URI', 'REDIS_URL', 'AUTH_SECRETS']),
  );
});

test('a problem never shows the value', () => {
  const secret = 'hunter2-hunter2';
  const text = problemsOf({ ...STORES, AUTH_SECRETS: secret, REDIS_URL: secret }).join('\n');
  expect(text).toContain('AUTH_SECRETS');
  expect(text).toContain('REDIS_URL');
  expect(text).not.toContain('hunter2');
});

test('each process asks only for what it needs', () => {
  expect(() => parseEnv('worker', STORES)).not.toThrow();
  expect(() => parseEnv('builtin-runner', {})).not.toThrow();
  expect(() => parseEnv('web', STORES)).toThrow(/AUTH_SECRETS: required for the web process/);
});

test('an empty value counts as unset', () => {
  expect(parseEnv('worker', { ...STORES, COMFYUI_DIR: '' }).COMFYUI_DIR).toBeUndefined();
});
