'use client';

import { useId } from 'react';

import { cx } from './cx';
import field from './field.module.css';

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChoose: (value: Value) => void;
  readonly className?: string | undefined;
}

/** A labelled choice of many. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, value, options, onChoose, className } = props;
  const id = useId();
  return (
    <div className={cx(field['field'], className)}>
      <label className={field['label']} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={field['input']}
        value={value}
        onChange={(event) => onChoose(event.target.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
