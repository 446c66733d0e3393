'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { UserRow } from '@/components/api/types';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import { SelectField } from '@/components/ui/select-field';
import { ROLES } from '@/lib/domain/user';

import styles from '../console/console.module.css';
import { SaveForm } from '../console/save-form';
import { useAct } from '../console/use-act';

/** Name, role and pool of a person. */
export function ProfileForm({ user }: { readonly user: UserRow }) {
  const t = useTranslations('consoleUsers');
  const roles = useTranslations('account.roles');
  const [role, setRole] = useState(user.role);
  const { act, busy } = useAct();
  const save = (data: FormData): void => {
    const body = { name: formText(data, 'name').trim(), pool: formText(data, 'pool').trim(), role };
    act({ path: `/users/${user.id}`, method: 'PATCH', body, done: t('saved') });
  };
  return (
    <SaveForm busy={busy} onSave={save}>
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
    </SaveForm>
  );
}
