'use client';

import { useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { useLocale } from 'use-intl';

import { LOCALE_COOKIE, type Locale } from '@/components/i18n/locales';

import { keepChoice } from './cookies';

/** The language of the page and how to choose another; the server sends the texts anew. */
export function useLanguage(): [locale: Locale, choose: (locale: Locale) => void] {
  const router = useRouter();
  const choose = useCallback(
    (next: Locale) => {
      keepChoice(LOCALE_COOKIE, next);
      router.refresh();
    },
    [router],
  );
  return [useLocale(), choose];
}
