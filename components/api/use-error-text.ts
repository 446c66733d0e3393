'use client';

import { useCallback } from 'react';
import { useTranslations } from 'use-intl';

import { ApiError } from './fetch-json';

const KNOWN = ['unreachable', 'unavailable', 'not_found', 'internal'] as const;
type Known = (typeof KNOWN)[number];

const asKnown = (code: string): Known | undefined => KNOWN.find((known) => known === code);

/**
 * What to tell a person about a failed call: in the page's language where the code says all there
 * is to say, else in the server's words, which name the field or the rule.
 */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations('problems');
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError)) return t('internal');
      const known = asKnown(error.code);
      return known === undefined ? error.message : t(known);
    },
    [t],
  );
}
