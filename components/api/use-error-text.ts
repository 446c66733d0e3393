'use client';

import { useCallback } from 'react';
import { useLocale, useMessages } from 'use-intl';

import { problemText } from './problem-text';

/** What to tell a person about a failed call. */
export function useErrorText(): (error: unknown) => string {
  const locale = useLocale();
  const { problems } = useMessages();
  return useCallback(
    (error) => problemText(error, { locale, texts: problems }),
    [locale, problems],
  );
}
