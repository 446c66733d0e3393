'use client';

import { useMemo } from 'react';
import { useTranslations } from 'use-intl';

import { Notice } from '@/components/ui/notice';

import type { SignInResult } from './sign-in-request';

/** Why signing in did not work, and when it may. */
export function SignInProblem({ result }: { readonly result: SignInResult }) {
  const t = useTranslations('signIn');
  const retryAfterMs = result.kind === 'throttled' ? result.retryAfterS * 1_000 : 0;
  const time = useRetryTime(retryAfterMs);
  switch (result.kind) {
    case 'signed-in':
      return null;
    case 'wrong':
      return <Notice kind="danger">{t('wrong')}</Notice>;
    case 'throttled':
      return (
        <Notice kind="danger">
          {t('throttled', { minutes: Math.ceil(retryAfterMs / 60_000), time })}
        </Notice>
      );
    case 'unavailable':
      return <Notice kind="danger">{t('unavailable')}</Notice>;
  }
}

/** The time of day when the wait is over, counted from when it was told. */
function useRetryTime(retryAfterMs: number): Date {
  return useMemo(() => new Date(new Date().getTime() + retryAfterMs), [retryAfterMs]);
}
