'use client';

import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { ApiError, fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';
import auth from '@/components/auth/auth-frame.module.css';
import { Button } from '@/components/ui/button';
import { formText } from '@/components/ui/form-text';
import { Notice } from '@/components/ui/notice';
import { PasswordField } from '@/components/ui/password-field';
import { PASSWORD_MIN_LENGTH } from '@/lib/domain/user';

import styles from './account.module.css';

type Problem = 'tooShort' | 'different';

/** Turns a one-time link into a password, and goes on into the studio. */
export function WelcomeForm() {
  const t = useTranslations('welcome');
  const password = useTranslations('password');
  const errorText = useErrorText();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (newPassword: string) =>
      fetchJson<undefined>('/api/account/redeem', {
        method: 'POST',
        body: { secret: window.location.hash.slice(1) || '-', newPassword },
      }),
    onSuccess: () => window.location.replace('/studio/'),
  });
  const send = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const next = formText(data, 'next');
    const found =
      next.length < PASSWORD_MIN_LENGTH
        ? 'tooShort'
        : next === formText(data, 'again')
          ? null
          : 'different';
    setProblem(found);
    if (found === null) mutate(next);
  };
  const gone = error instanceof ApiError && error.code === 'gone';
  return (
    <>
      <div>
        <h1 className={auth['title']}>{t('title')}</h1>
        <p className={auth['lead']}>{t('text')}</p>
      </div>
      <form className={styles['form']} method="post" noValidate onSubmit={send}>
        {error !== null && <Notice kind="danger">{gone ? t('gone') : errorText(error)}</Notice>}
        <PasswordField
          name="next"
          label={password('next')}
          hint={password('hint', { count: PASSWORD_MIN_LENGTH })}
          autoComplete="new-password"
          problem={
            problem === 'tooShort'
              ? password('tooShort', { count: PASSWORD_MIN_LENGTH })
              : undefined
          }
        />
        <PasswordField
          name="again"
          label={password('again')}
          autoComplete="new-password"
          problem={problem === 'different' ? password('different') : undefined}
        />
        <div>
          <Button type="submit" look="primary" busy={isPending}>
            {t('submit')}
          </Button>
        </div>
      </form>
    </>
  );
}
