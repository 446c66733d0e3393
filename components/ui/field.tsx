'use client';

import { useId, type ComponentProps, type ReactNode } from 'react';

import { cx } from './cx';
import styles from './field.module.css';

export interface FieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with the value; read out with the field. */
  readonly problem?: string | undefined;
  /** A control inside the field's end, such as one that reveals a password. */
  readonly end?: ReactNode;
}

/** A labelled text field with hint and problem. */
export function Field({ label, hint, problem, end, className, ...input }: FieldProps) {
  const id = useId();
  const described = cx(
    hint !== undefined && `${id}-hint`,
    problem !== undefined && `${id}-problem`,
  );
  return (
    <div className={cx(styles['field'], className)}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <div className={styles['box']}>
        <input
          {...input}
          id={id}
          className={cx(styles['input'], end !== undefined && styles['withButton'])}
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={described === '' ? undefined : described}
        />
        {end}
      </div>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} className={styles['problem']}>
          {problem}
        </p>
      )}
    </div>
  );
}
