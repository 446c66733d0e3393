import { expect, test } from 'vitest';

import { createRoom } from './room';

const never = new AbortController().signal;

test('places are given in the order in which they were asked for', async () => {
  const room = createRoom(() => 1);
  const entered: string[] = [];
  const first = await room.enter(never);
  const second = room.enter(never).then((place) => {
    entered.push('second');
    return place;
  });
  const third = room.enter(never).then(() => entered.push('third'));
  first.leave();
  (await second).leave();
  await third;
  expect(entered).toEqual(['second', 'third']);
});

test('a place that is left twice is free only once', async () => {
  const room = createRoom(() => 2);
  const place = await room.enter(never);
  await room.enter(never);
  place.leave();
  place.leave();
  expect(room.taken).toBe(1);
});

test('a closed room admits nobody until it is looked at again with places', async () => {
  let size = 0;
  const room = createRoom(() => size);
  const entering = room.enter(never);
  expect(room.taken).toBe(0);
  size = 1;
  room.refresh();
  await entering;
  expect(room.taken).toBe(1);
});

test('who stops waiting holds no place and blocks nobody', async () => {
  const room = createRoom(() => 1);
  const first = await room.enter(never);
  const gone = new AbortController();
  const second = room.enter(gone.signal);
  const third = room.enter(never);
  gone.abort();
  await expect(second).rejects.toThrow('not waiting');
  first.leave();
  await third;
  expect(room.taken).toBe(1);
});
