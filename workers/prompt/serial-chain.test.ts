import { expect, test } from 'vitest';

import { createSerialChain } from './serial-chain';

test('a quick step overtakes nothing that came before it', async () => {
  const chain = createSerialChain();
  const done: string[] = [];
  const slow = Promise.withResolvers<undefined>();
  chain.run(() => void done.push('first'));
  expect(done).toEqual(['first']);
  chain.wait(async () => {
    await slow.promise;
    done.push('slow');
  });
  chain.run(() => void done.push('behind'));
  expect(chain.isBusy).toBe(true);
  slow.resolve(undefined);
  await chain.settle();
  expect(done).toEqual(['first', 'slow', 'behind']);
  expect(chain.isBusy).toBe(false);
});

test('after a failure nothing more is done, and settling tells the failure', async () => {
  const chain = createSerialChain();
  const done: string[] = [];
  chain.wait(() => Promise.reject(new Error('store away')));
  chain.run(() => void done.push('behind'));
  await expect(chain.settle()).rejects.toThrow('store away');
  chain.run(() => void done.push('later'));
  await expect(chain.settle()).rejects.toThrow('store away');
  expect(done).toEqual([]);
});
