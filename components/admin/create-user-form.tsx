'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { ApiError, fetchJson } from '@/components/api/fetch-json';
import type { IssuedPassword } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import { Notice } from '@/components/ui/notice';
import { Segmented } from '@/components/ui/segmented';
import { ROLES, type Role } from '@/lib/domain/user';

import styles from './admin.module.css';

interface CreateUserFormProps {
  readonly onCancel: () => void;
  readonly onCreated: (issued: IssuedPassword) => void;
}

type EmailProblem = 'emailMissing' | 'emailTaken' | 'emailBad';

/** What a refusal says about the address; null when it is about something else. */
function emailProblemOf(error: unknown): EmailProblem | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === 'conflict') return 'emailTaken';
  return error.code === 'invalid_input' ? 'emailBad' : null;
}

export function CreateUserForm({ onCancel, onCreated }: CreateUserFormProps) {
  const t = useTranslations('admin');
  const common = useTranslations('common');
  const roles = useTranslations('account.roles');
  const errorText = useErrorText();
  const queries = useQueryClient();
  const [role, setRole] = useState<Role>('user');
  const [problem, setProblem] = useState<EmailProblem | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: object) =>
      fetchJson<IssuedPassword>('/api/admin/users', { method: 'POST', body }),
    onSuccess: async (issued) => {
      onCreated(issued);
      await queries.invalidateQueries({ queryKey: ['admin'] });
    },
    onError: (failure) => setProblem(emailProblemOf(failure)),
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const email = formText(data, 'email').trim();
    const name = formText(data, 'name').trim();
    setProblem(email === '' ? 'emailMissing' : null);
    if (email !== '') mutate({ email, role, ...(name !== '' && { name }) });
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
      <div>
        <Segmented
          label={t('role')}
          value={role}
          options={[...ROLES].reverse().map((value) => ({ value, label: roles(value) }))}
          onChoose={setRole}
        />
      </div>
      <DialogActions>
        <Button onClick={onCancel}>{common('cancel')}</Button>
        <Button type="submit" look="primary" busy={isPending}>
          {t('create')}
        </Button>
      </DialogActions>
    </form>
  );
}
