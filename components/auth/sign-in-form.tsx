'use client';

import { useRef, useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import { PasswordField } from '@/components/ui/password-field';

import styles from './auth-frame.module.css';
import { requestSignIn, type SignInResult } from './sign-in-request';
import { SignInProblem } from './sign-in-problem';

type Missing = 'email' | 'password' | null;

/** @param next the path to open after signing in, already checked to be ours */
export function SignInForm({ next }: { readonly next: string }) {
  const t = useTranslations('signIn');
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState<Missing>(null);
  const [result, setResult] = useState<SignInResult | null>(null);

  const focus = (name: string): void =>
    form.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus();

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const email = formText(data, 'email').trim();
    const password = formText(data, 'password');
    const empty = email === '' ? 'email' : password === '' ? 'password' : null;
    setMissing(empty);
    setResult(null);
    if (empty !== null) {
      focus(empty);
      return;
    }
    setBusy(true);
    const ended = await requestSignIn(email, password);
    // A full load: nothing of the person before may stay in the page.
    if (ended.kind === 'signed-in') {
      window.location.replace(next);
      return;
    }
    setBusy(false);
    setResult(ended);
    if (ended.kind === 'wrong') focus('password');
  };

  // Sent as POST also before the page's script runs, so that no password gets into an address.
  return (
    <form
      ref={form}
      className={styles['form']}
      method="post"
      action="/api/auth/callback/credentials"
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <div>
        <h1 className={styles['title']}>{t('title')}</h1>
        <p className={styles['lead']}>{t('lead')}</p>
      </div>
      {result !== null && <SignInProblem result={result} />}
      <Field
        label={t('email')}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        problem={missing === 'email' ? t('missingEmail') : undefined}
      />
      <PasswordField
        label={t('password')}
        name="password"
        autoComplete="current-password"
        problem={missing === 'password' ? t('missingPassword') : undefined}
      />
      <Button type="submit" look="primary" busy={busy}>
        {t('submit')}
      </Button>
      <p className={styles['help']}>{t('help')}</p>
    </form>
  );
}
