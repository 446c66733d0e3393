'use client';

import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { ApiError } from '@/components/api/fetch-json';
import type { IssuedSecret } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import { Notice } from '@/components/ui/notice';
import { Segmented } from '@/components/ui/segmented';
import { SelectField } from '@/components/ui/select-field';
import { ROLES, type Role } from '@/lib/domain/user';

import styles from '../console/console.module.css';
import { useAct } from '../console/use-act';

interface CreateUserFormProps {
  readonly onCancel: () => void;
  readonly onCreated: (issued: IssuedSecret) => void;
}

type EmailProblem = 'emailMissing' | 'emailTaken' | 'emailBad';

/** What a refusal says about the address; null when it is about something else. */
function emailProblemOf(error: unknown): EmailProblem | null {
  if (!(error instanceof ApiError)) return null;
  if (error.reason === 'email_taken') return 'emailTaken';
  const isFaulty = error.faults.some(({ field }) => field === 'email');
  return error.reason === 'email_bad' || isFaulty ? 'emailBad' : null;
}

export function CreateUserForm({ onCancel, onCreated }: CreateUserFormProps) {
  const t = useTranslations('consoleUsers');
  const common = useTranslations('common');
  const roles = useTranslations('account.roles');
  const errorText = useErrorText();
  const [role, setRole] = useState<Role>('user');
  const [by, setBy] = useState<'link' | 'password'>('link');
  const [isMissing, setMissing] = useState(false);
  const { act, busy, error } = useAct<IssuedSecret>(onCreated, { quiet: true });
  const problem = isMissing ? 'emailMissing' : emailProblemOf(error);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const texts = ['name', 'pool'].map((key) => [key, formText(data, key).trim()] as const);
    const given = Object.fromEntries(texts.filter(([, text]) => text !== ''));
    const email = formText(data, 'email').trim();
    setMissing(email === '');
    if (email !== '') act({ path: '/users', body: { email, role, by, ...given } });
  };
  return (
    <form className={styles['form']} noValidate method="post" onSubmit={submit}>
      {error !== null && problem === null && <Notice kind="danger">{errorText(error)}</Notice>}
      <Field
        name="email"
        type="email"
        label={t('email')}
        autoComplete="off"
        problem={problem === null ? undefined : t(problem)}
      />
      <Field name="name" label={t('name')} hint={t('nameHint')} autoComplete="off" />
      <div className={styles['pair']}>
        <SelectField
          label={t('role')}
          value={role}
          options={[...ROLES].reverse().map((value) => ({ value, label: roles(value) }))}
          onChoose={setRole}
        />
        <Field name="pool" label={t('pool')} placeholder="default" autoComplete="off" />
      </div>
      <div>
        <Segmented
          label={t('by')}
          value={by}
          options={[
            { value: 'link', label: t('byLink') },
            { value: 'password', label: t('byPassword') },
          ]}
          onChoose={setBy}
        />
      </div>
      <DialogActions>
        <Button onClick={onCancel}>{common('cancel')}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t('create')}
        </Button>
      </DialogActions>
    </form>
  );
}
