'use client';

import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { UserRow } from '@/components/api/types';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import { SelectField } from '@/components/ui/select-field';
import { ROLES } from '@/lib/domain/user';

import styles from '../console/console.module.css';
import { useAct } from '../console/use-act';

/** Name, role and pool of a person. */
export function ProfileForm({ user }: { readonly user: UserRow }) {
  const t = useTranslations('consoleUsers');
  const roles = useTranslations('account.roles');
  const [role, setRole] = useState(user.role);
  const { act, busy } = useAct();
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = { name: formText(data, 'name').trim(), pool: formText(data, 'pool').trim(), role };
    act({ path: `/users/${user.id}`, method: 'PATCH', body, done: t('saved') });
  };
  return (
    <form className={styles['form']} noValidate method="post" onSubmit={submit}>
      <div className={styles['pair']}>
        <Field name="name" label={t('name')} defaultValue={user.name} autoComplete="off" />
        <SelectField
          label={t('role')}
          value={role}
          options={ROLES.map((value) => ({ value, label: roles(value) }))}
          onChoose={setRole}
        />
        <Field name="pool" label={t('pool')} defaultValue={user.pool} autoComplete="off" />
      </div>
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
