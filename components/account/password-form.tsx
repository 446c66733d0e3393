'use client';

import type { SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { formText } from '@/components/ui/form-text';
import { PasswordField } from '@/components/ui/password-field';
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@/lib/domain/user';

import styles from './account.module.css';
import type { PasswordProblem } from './check-passwords';
import { PasswordFailure } from './password-failure';
import { useChangePassword } from './use-change-password';

interface PasswordFormProps {
  readonly email: string;
  /** Whether the current one is a one-time password that must go. */
  readonly forced?: boolean;
  readonly onDone: () => void;
}

export function PasswordForm({ email, forced = false, onDone }: PasswordFormProps) {
  const t = useTranslations('password');
  const { problems, busy, error, submit } = useChangePassword(onDone);

  const send = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    submit({
      email,
      current: formText(data, 'current'),
      next: formText(data, 'next'),
      again: formText(data, 'again'),
    });
  };
  const textOf = (problem: PasswordProblem | undefined): string | undefined => {
    if (problem === undefined) return undefined;
    if (problem === 'tooShort') return t('tooShort', { count: PASSWORD_MIN_LENGTH });
    if (problem === 'tooLong') return t('tooLong', { count: PASSWORD_MAX_LENGTH });
    return t(problem);
  };

  return (
    <form className={styles['form']} method="post" noValidate onSubmit={send}>
      {error !== null && <PasswordFailure error={error} />}
      {/* For password managers: whose password this is. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordField
        name="current"
        label={forced ? t('oneTime') : t('current')}
        autoComplete="current-password"
        problem={textOf(problems.current)}
      />
      <PasswordField
        name="next"
        label={t('next')}
        hint={t('hint', { count: PASSWORD_MIN_LENGTH })}
        autoComplete="new-password"
        problem={textOf(problems.next)}
      />
      <PasswordField
        name="again"
        label={t('again')}
        autoComplete="new-password"
        problem={textOf(problems.again)}
      />
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {forced ? t('submitForced') : t('submit')}
        </Button>
      </div>
    </form>
  );
}
