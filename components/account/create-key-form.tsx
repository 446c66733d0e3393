'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { IssuedApiKey } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { DialogActions } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import { Notice } from '@/components/ui/notice';
import { API_KEY_LABEL_MAX_LENGTH, SCOPES } from '@/lib/domain/api-key';
import type { Role } from '@/lib/domain/user';

import styles from './account.module.css';

interface CreateKeyFormProps {
  readonly role: Role;
  readonly onCancel: () => void;
  readonly onCreated: (issued: IssuedApiKey) => void;
}

export function CreateKeyForm({ role, onCancel, onCreated }: CreateKeyFormProps) {
  const t = useTranslations('account');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const queries = useQueryClient();
  const [missing, setMissing] = useState({ label: false, scopes: false });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: object) =>
      fetchJson<IssuedApiKey>('/api/account/keys', { method: 'POST', body }),
    onSuccess: async (issued) => {
      onCreated(issued);
      await queries.invalidateQueries({ queryKey: ['api-keys'] });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const label = formText(data, 'label').trim();
    const scopes = SCOPES.filter((scope) => data.has(scope));
    setMissing({ label: label === '', scopes: scopes.length === 0 });
    if (label !== '' && scopes.length > 0) mutate({ label, scopes });
  };
  const offered = SCOPES.filter((scope) => scope !== 'admin' || role === 'admin');
  return (
    <form className={styles['form']} noValidate method="post" onSubmit={submit}>
      {error !== null && <Notice kind="danger">{errorText(error)}</Notice>}
      <Field
        name="label"
        label={t('keyLabel')}
        hint={t('keyLabelHint')}
        maxLength={API_KEY_LABEL_MAX_LENGTH}
        autoComplete="off"
        problem={missing.label ? t('keyLabelMissing') : undefined}
      />
      <fieldset className={styles['scopes']}>
        <legend>{t('keyScopes')}</legend>
        {offered.map((scope) => (
          <label key={scope} className={styles['scope']}>
            <input type="checkbox" name={scope} defaultChecked={scope === 'run'} />
            <span>{t(`keyScope.${scope}`)}</span>
          </label>
        ))}
        {missing.scopes && (
          <p className={styles['problem']} role="alert">
            {t('keyScopesMissing')}
          </p>
        )}
      </fieldset>
      <DialogActions>
        <Button onClick={onCancel}>{common('cancel')}</Button>
        <Button type="submit" look="primary" busy={isPending}>
          {t('keyCreate')}
        </Button>
      </DialogActions>
    </form>
  );
}
