'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { SelectField } from '@/components/ui/select-field';
import { limitsOf } from '@/lib/domain/limits';
import type { Settings } from '@/lib/domain/settings';
import { ROLES, type Role } from '@/lib/domain/user';

import { SaveForm } from '../console/save-form';
import { useAct } from '../console/use-act';
import { LimitInputs } from '../users/limit-inputs';
import { useLimitsForm } from '../users/use-limits-form';

/** What people of a role may have, where they have no limits of their own. */
export function RoleLimitsForm({ roleLimits }: Pick<Settings, 'roleLimits'>) {
  const t = useTranslations('consoleSettings');
  const roles = useTranslations('account.roles');
  const [role, setRole] = useState<Role>('user');
  return (
    <>
      <SelectField
        label={t('role')}
        value={role}
        options={[...ROLES].reverse().map((value) => ({ value, label: roles(value) }))}
        onChoose={setRole}
      />
      <OneRole
        key={`${role} ${JSON.stringify(roleLimits[role])}`}
        role={role}
        roleLimits={roleLimits}
      />
    </>
  );
}

function OneRole({ role, roleLimits }: Pick<Settings, 'roleLimits'> & { readonly role: Role }) {
  const t = useTranslations('consoleSettings');
  const { act, busy } = useAct();
  const { bad, save } = useLimitsForm((limits) =>
    act({
      ...{ path: '/settings', method: 'PATCH', done: t('saved') },
      body: { roleLimits: { ...roleLimits, [role]: limits } },
    }),
  );
  return (
    <SaveForm busy={busy} onSave={save}>
      <LimitInputs limits={roleLimits[role] ?? {}} holding={limitsOf(role, {})} bad={bad} />
    </SaveForm>
  );
}
