import { expect, test } from 'vitest';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import { ratioOf, srcSetOf, tileSizes } from './tile-shape';

const item = (facts: Partial<GalleryItem>): GalleryItem =>
  ({
    mediaType: 'image',
    width: null,
    height: null,
    thumbs: [],
    url: '/full',
    ...facts,
  }) as GalleryItem;

test("a tile has its picture's shape, within bounds, and is square when the size is unknown", () => {
  expect(ratioOf(item({ width: 1536, height: 1024 }))).toBe(1.5);
  expect(ratioOf(item({ width: 9000, height: 100 }))).toBe(2.8);
  expect(ratioOf(item({ width: 100, height: 9000 }))).toBe(0.5);
  expect(ratioOf(item({}))).toBe(1);
});

test('sizes are smaller on phones', () => {
  expect(tileSizes(1)).toBe('(max-width: 640px) 170px, 275px');
});

test('srcset names every thumbnail by its width, and the original where asked and larger', () => {
  const thumbs = [
    { width: 320, height: 160, url: '/a' },
    { width: 640, height: 320, url: '/b' },
  ];
  expect(srcSetOf(item({ thumbs, width: 2000 }))).toBe('/a 320w, /b 640w');
  expect(srcSetOf(item({ thumbs, width: 2000 }), true)).toBe('/a 320w, /b 640w, /full 2000w');
  expect(srcSetOf(item({ thumbs, width: 640 }), true)).toBe('/a 320w, /b 640w');
  expect(srcSetOf(item({}))).toBeUndefined();
});
