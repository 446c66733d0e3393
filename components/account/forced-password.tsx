'use client';

import { useTranslations } from 'use-intl';

import styles from '@/components/auth/auth-frame.module.css';

import { PasswordForm } from './password-form';

interface ForcedPasswordProps {
  readonly email: string;
  /** Where the person wanted to go. */
  readonly next: string;
}

/** The first thing after signing in with a one-time password. */
export function ForcedPassword({ email, next }: ForcedPasswordProps) {
  const t = useTranslations('password');
  return (
    <>
      <div>
        <h1 className={styles['title']}>{t('forcedTitle')}</h1>
        <p className={styles['lead']}>{t('forcedText')}</p>
      </div>
      <PasswordForm email={email} forced onDone={() => window.location.replace(next)} />
    </>
  );
}
