import { expect, test } from 'vitest';

import { generationIdFor, isCanonicalUuid, newUserId, parseUserId, runIdFor } from './ids';

const ada = newUserId();
const bob = newUserId();

test("two users' equal prompt ids are two runs", () => {
  const promptId = '733e233a-82e3-4b53-a10b-9e0b478d0f07';
  expect(runIdFor(ada, promptId)).not.toBe(runIdFor(bob, promptId));
  expect(runIdFor(ada, promptId)).toBe(runIdFor(ada, promptId));
});

test('run ids are what runners accept as prompt ids, whatever the client chose', () => {
  for (const promptId of ['', 'None', 'x'.repeat(500), '../../etc']) {
    expect(isCanonicalUuid(runIdFor(ada, promptId))).toBe(true);
  }
});

test('parts of an id cannot run into one another', () => {
  const run = runIdFor(ada, 'p');
  expect(generationIdFor(run, '1', '2images', 0)).not.toBe(generationIdFor(run, '12', 'images', 0));
});

test('only 32 lowercase hex digits are a user id', () => {
  expect(parseUserId(ada)).toBe(ada);
  for (const text of ['', '../x', ada.toUpperCase(), `${ada}0`])
    expect(parseUserId(text)).toBeNull();
});
