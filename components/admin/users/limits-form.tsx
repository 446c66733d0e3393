'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { UserRow } from '@/components/api/types';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import type { Limits } from '@/lib/domain/limits';

import styles from '../console/console.module.css';
import { SaveForm } from '../console/save-form';
import { useAct } from '../console/use-act';
import {
  AMOUNTS,
  LISTS,
  readLimits,
  textOf,
  type LimitName,
  type LimitTexts,
} from './limit-fields';

interface LimitsFormProps {
  readonly user: UserRow;
  /** What holds now: the role's with the user's own. */
  readonly holding: Limits;
}

const NAMES = [...AMOUNTS, ...LISTS];

/** The user's own limits; each field shows in its hint what holds without it. */
export function LimitsForm({ user, holding }: LimitsFormProps) {
  const t = useTranslations('consoleUsers');
  const limitText = useTranslations('limits');
  const [bad, setBad] = useState<readonly LimitName[]>([]);
  const { act, busy } = useAct();
  const save = (data: FormData): void => {
    const texts = Object.fromEntries(NAMES.map((name) => [name, formText(data, name)]));
    const read = readLimits(texts as LimitTexts);
    setBad('bad' in read ? read.bad : []);
    if ('bad' in read) return;
    const body = { limits: read.limits };
    act({ path: `/users/${user.id}`, method: 'PATCH', body, done: t('saved') });
  };
  return (
    <SaveForm busy={busy} onSave={save}>
      <div className={styles['pair']}>
        {NAMES.map((name) => (
          <Field
            key={name}
            name={name}
            label={limitText(name)}
            defaultValue={textOf(user.limits, name)}
            placeholder={textOf(holding, name)}
            autoComplete="off"
            problem={bad.includes(name) ? t('badAmount') : undefined}
          />
        ))}
      </div>
    </SaveForm>
  );
}
