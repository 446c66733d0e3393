'use client';

import { useTranslations } from 'use-intl';

import { ApiError } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';
import { Notice } from '@/components/ui/notice';

/** Why the server did not change the password. */
export function PasswordFailure({ error }: { readonly error: unknown }) {
  const t = useTranslations('password');
  const errorText = useErrorText();
  const waitS =
    error instanceof ApiError && error.code === 'too_many_requests' ? (error.retryAfterS ?? 60) : 0;
  return (
    <Notice kind="danger">
      {waitS > 0 ? t('throttled', { minutes: Math.ceil(waitS / 60) }) : errorText(error)}
    </Notice>
  );
}
