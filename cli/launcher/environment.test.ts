import path from 'node:path';

import { expect, test } from 'vitest';

import { mergeVariables, PROJECT_DIR, readSettings } from './environment.mjs';

test('without variables everything is ours, on loopback, below the project', () => {
  expect(readSettings({})).toMatchObject({
    dataDir: path.join(PROJECT_DIR, 'data'),
    host: '127.0.0.1',
    port: 8880,
    ownDatabase: true,
    ownRedis: true,
    ownObjectStore: true,
  });
});

test('what is configured from outside is not ours to start', () => {
  const settings = readSettings({
    MONGODB_URI: 'mongodb://db',
    REDIS_URL: 'redis://cache',
    S3_ENDPOINT: 'https://s3.example.org',
  });
  expect(settings).toMatchObject({ ownDatabase: false, ownRedis: false, ownObjectStore: false });
});

test('the command line wins over HOST and PORT', () => {
  const variables = { HOST: '0.0.0.0', PORT: '1234' };
  expect(readSettings(variables)).toMatchObject({ host: '0.0.0.0', port: 1234 });
  expect(readSettings(variables, { host: '::1', port: 99 })).toMatchObject({
    host: '::1',
    port: 99,
  });
});

test('a change of undefined removes a variable', () => {
  expect(mergeVariables({ A: '1', B: '2' }, { B: undefined, C: '3' })).toEqual({ A: '1', C: '3' });
});
