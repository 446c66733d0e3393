import { expect, test } from 'vitest';

import { chooseLocale } from './locales';

test('a choice in the cookie beats what the browser asks for', () => {
  expect(chooseLocale('zh-CN', 'en-GB,en;q=0.9')).toBe('zh-CN');
});

test('an unknown cookie counts as none', () => {
  expect(chooseLocale('xx', 'zh-TW')).toBe('zh-CN');
});

test("the browser's languages are taken in the order of their weight", () => {
  expect(chooseLocale(undefined, 'en;q=0.4, zh-HK;q=0.8')).toBe('zh-CN');
  expect(chooseLocale(undefined, 'fr-FR, en;q=0.7, zh;q=0.3')).toBe('en');
});

test('a refused language is not chosen, and without a match it is English', () => {
  expect(chooseLocale(undefined, 'zh;q=0, de')).toBe('en');
  expect(chooseLocale(undefined, null)).toBe('en');
});
