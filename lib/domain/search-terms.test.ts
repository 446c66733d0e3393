import { expect, test } from 'vitest';

import { askedTermsOf, termsOf } from './search-terms';

test('a text is cut into words without case, accents and signs, each once', () => {
  expect(termsOf('A red FOX, a naïve fox.', 'sd_xl-base_00012_.png')).toEqual([
    ...['a', 'red', 'fox', 'naive', 'sd', 'xl', 'base', '00012', 'png'],
  ]);
});

test('scripts without spaces give signs and pairs, wherever they stand', () => {
  expect(termsOf('红猫cat')).toEqual(['红', '红猫', '猫', 'cat']);
});

test('only the last word, and only while it is typed, stands for its beginning', () => {
  expect(askedTermsOf('red fo')).toEqual({ whole: ['red'], begun: 'fo' });
  expect(askedTermsOf('red fox ')).toEqual({ whole: ['red', 'fox'], begun: null });
  expect(askedTermsOf('fox 红猫')).toEqual({ whole: ['fox', '红猫'], begun: null });
  expect(askedTermsOf('猫')).toEqual({ whole: ['猫'], begun: null });
  expect(askedTermsOf(' .*[(')).toEqual({ whole: [], begun: null });
});

test('neither stored nor asked terms grow with what is sent', () => {
  const long = Array.from({ length: 5_000 }, (_, index) => `word${index}`).join(' ');
  expect(termsOf(long).length).toBeLessThan(200);
  expect(askedTermsOf(long).whole.length).toBeLessThan(20);
  expect(termsOf('x'.repeat(10_000))[0]?.length).toBeLessThan(50);
});
