'use client';

import { useTranslations } from 'use-intl';

import { Field } from '@/components/ui/field';
import { LIMIT_NAMES, type Limits } from '@/lib/domain/limits';

import styles from '../console/console.module.css';
import { textOf, type LimitName } from './limit-fields';

interface LimitInputsProps {
  /** What is set here. */
  readonly limits: Partial<Limits>;
  /** What holds where nothing is set. */
  readonly holding: Limits;
  /** Those that could not be read. */
  readonly bad: readonly LimitName[];
}

/** A field for each limit; its placeholder is what holds without it. */
export function LimitInputs({ limits, holding, bad }: LimitInputsProps) {
  const t = useTranslations('console');
  const names = useTranslations('limits');
  const usage = useTranslations('usage');
  return (
    <div className={styles['pair']}>
      {LIMIT_NAMES.map((name) => (
        <Field
          key={name}
          name={name}
          label={names(name)}
          defaultValue={textOf(limits, name)}
          placeholder={holding[name] === null ? usage('noLimit') : textOf(holding, name)}
          autoComplete="off"
          problem={bad.includes(name) ? t('badAmount') : undefined}
        />
      ))}
    </div>
  );
}
