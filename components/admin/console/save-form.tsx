'use client';

import type { ReactNode, SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';

import styles from './console.module.css';

interface SaveFormProps {
  readonly busy: boolean;
  readonly onSave: (data: FormData) => void;
  /** Fields; those that stand side by side are in `pair`. */
  readonly children: ReactNode;
}

/** A form of the console with one button, which saves. */
export function SaveForm({ busy, onSave, children }: SaveFormProps) {
  const t = useTranslations('console');
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onSave(new FormData(event.currentTarget));
  };
  return (
    <form className={styles['form']} noValidate method="post" onSubmit={submit}>
      {children}
      <div>
        <Button type="submit" look="primary" busy={busy}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
