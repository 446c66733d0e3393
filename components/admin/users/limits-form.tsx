'use client';

import { useTranslations } from 'use-intl';

import type { UserRow } from '@/components/api/types';
import type { Limits } from '@/lib/domain/limits';

import { SaveForm } from '../console/save-form';
import { useAct } from '../console/use-act';
import { LimitInputs } from './limit-inputs';
import { useLimitsForm } from './use-limits-form';

interface LimitsFormProps {
  readonly user: UserRow;
  /** What holds now: the role's with the user's own. */
  readonly holding: Limits;
}

/** The user's own limits; each field shows in its hint what holds without it. */
export function LimitsForm({ user, holding }: LimitsFormProps) {
  const t = useTranslations('consoleUsers');
  const { act, busy } = useAct();
  const { bad, save } = useLimitsForm((limits) =>
    act({ path: `/users/${user.id}`, method: 'PATCH', body: { limits }, done: t('saved') }),
  );
  return (
    <SaveForm busy={busy} onSave={save}>
      <LimitInputs limits={user.limits} holding={holding} bad={bad} />
    </SaveForm>
  );
}
