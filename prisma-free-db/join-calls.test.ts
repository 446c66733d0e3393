import { expect, test } from 'vitest';

import { joinCalls } from './join-calls';

test('a lone write leaves at once; those that come meanwhile leave together', async () => {
  const batches: number[][] = [];
  const gates = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const write = joinCalls(async (items: readonly number[]) => {
    batches.push([...items]);
    await gates[batches.length - 1]?.promise;
    return items.map((item) => item * 10);
  });
  const results = [write(1), write(2), write(3)];
  expect(batches).toEqual([[1]]);
  gates[0]?.resolve(undefined);
  expect(await results[0]).toBe(10);
  expect(batches).toEqual([[1], [2, 3]]);
  gates[1]?.resolve(undefined);
  expect(await Promise.all(results)).toEqual([10, 20, 30]);
});

test('an error reaches exactly the callers whose writes were joined, and later ones go on', async () => {
  let isAway = true;
  const write = joinCalls((items: readonly number[]) =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve(items),
  );
  await expect(write(1)).rejects.toThrow('away');
  isAway = false;
  expect(await write(2)).toBe(2);
});
