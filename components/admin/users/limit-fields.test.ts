import { expect, test } from 'vitest';

import { readLimits, textOf, type LimitTexts } from './limit-fields';

const EMPTY: LimitTexts = {
  runsRunningMax: '',
  runsWaitingMax: '',
  storageBytesMax: '',
  deviceSecondsPerDay: '',
  pools: '',
  models: '',
  nodeTypes: '',
};

test('empty leaves it to the role, a dash lifts the limit', () => {
  expect(readLimits(EMPTY)).toEqual({ limits: {} });
  expect(readLimits({ ...EMPTY, runsWaitingMax: '-', pools: ' - ' })).toEqual({
    limits: { runsWaitingMax: null, pools: null },
  });
});

test('storage is typed in MiB, lists with commas', () => {
  const read = readLimits({ ...EMPTY, storageBytesMax: '1.5', models: 'a.safetensors, b.ckpt,' });
  expect(read).toEqual({
    limits: { storageBytesMax: 1_572_864, models: ['a.safetensors', 'b.ckpt'] },
  });
  expect(textOf({ storageBytesMax: 1_572_864 }, 'storageBytesMax')).toBe('1.5');
  expect(textOf({ models: ['a', 'b'] }, 'models')).toBe('a, b');
});

test('what is no number is named', () => {
  expect(readLimits({ ...EMPTY, runsRunningMax: 'two', deviceSecondsPerDay: '-5' })).toEqual({
    bad: ['runsRunningMax', 'deviceSecondsPerDay'],
  });
});
