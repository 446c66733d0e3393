import { expect, test } from 'vitest';

import { createTurns } from './turns';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that ends when it is told to. */
function board(limits = { atOnce: 2, waitingMax: 3 }) {
  const turns = createTurns(limits);
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  return {
    begun,
    take: (name: string) =>
      turns.take(name.slice(0, 1), () => {
        begun.push(name);
        return new Promise<string>((resolve, reject) => {
          ends.set(name, (error) => (error === undefined ? resolve(name) : reject(error)));
        });
      }),
    end: async (name: string, error?: Error) => {
      ends.get(name)?.(error);
      await settle();
    },
  };
}

test('so much at once, one thing of each owner, and owners take turns', async () => {
  const { begun, take, end } = board();
  const all = ['a1', 'a2', 'a3', 'b1', 'c1', 'c2'].map(take);
  await settle();
  expect(begun).toEqual(['a1', 'b1']);
  await end('a1');
  expect(begun).toEqual(['a1', 'b1', 'a2']);
  await end('b1');
  expect(begun.at(-1)).toBe('c1');
  await end('a2');
  await end('c1');
  expect(begun.slice(4).sort()).toEqual(['a3', 'c2']);
  await end('a3');
  await end('c2');
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'c2']);
});

test('what fails gives its turn back, and its error to who asked', async () => {
  const { begun, take, end } = board({ atOnce: 1, waitingMax: 3 });
  const first = take('a1');
  const second = take('b1');
  await settle();
  const failed = expect(first).rejects.toThrow('broken');
  await end('a1', new Error('broken'));
  await failed;
  expect(begun).toEqual(['a1', 'b1']);
  await end('b1');
  expect(await second).toBe('b1');
});

test('beyond what may wait an owner is told to come again; another is not', async () => {
  const { begun, take, end } = board({ atOnce: 1, waitingMax: 1 });
  const held = [take('a1'), take('a2')];
  await settle();
  await expect(take('a3')).rejects.toMatchObject({ code: 'unavailable', retryAfterS: 2 });
  held.push(take('b1'));
  for (const name of ['a1', 'a2', 'b1', 'a2', 'b1']) await end(name);
  await Promise.all(held);
  expect(begun).toHaveLength(3);
});
