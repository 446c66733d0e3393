'use client';

import { useTranslations } from 'use-intl';

import { useErrorText } from '@/components/api/use-error-text';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import { Notice } from '@/components/ui/notice';
import type { Settings } from '@/lib/domain/settings';

import styles from '../console/console.module.css';
import { SaveForm } from '../console/save-form';
import { useAct } from '../console/use-act';

type NumberName = {
  [Name in keyof Settings]: Settings[Name] extends number ? Name : never;
}[keyof Settings];

interface NumbersFormProps {
  readonly settings: Settings;
  readonly names: readonly NumberName[];
}

/** Some whole numbers; the server says what they may be. */
export function NumbersForm({ settings, names }: NumbersFormProps) {
  const t = useTranslations('consoleSettings');
  const errorText = useErrorText();
  const { act, busy, error } = useAct(undefined, { quiet: true });
  const save = (data: FormData): void => {
    const given = names.map((name) => [name, Number(formText(data, name))] as const);
    const body = Object.fromEntries(given.filter(([name, value]) => value !== settings[name]));
    if (Object.keys(body).length === 0) return;
    act({ path: '/settings', method: 'PATCH', body, done: t('saved') });
  };
  return (
    <SaveForm busy={busy} onSave={save}>
      {error !== null && <Notice kind="danger">{errorText(error)}</Notice>}
      <div className={styles['pair']}>
        {names.map((name) => (
          <Field
            key={`${name} ${settings[name]}`}
            name={name}
            type="number"
            inputMode="numeric"
            label={t(`names.${name}`)}
            defaultValue={settings[name]}
          />
        ))}
      </div>
    </SaveForm>
  );
}
