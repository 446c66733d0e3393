'use client';

import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { UserRow } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { formText } from '@/components/ui/form-text';
import { Notice } from '@/components/ui/notice';

import styles from '../console/console.module.css';
import { useAct } from '../console/use-act';

interface RemoveUserDialogProps {
  readonly user: UserRow;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onUndo: () => void;
}

/** What may become of a person's things; none is chosen until somebody chooses. */
const CHOICES = {
  pictures: ['delete', 'give'],
  queue: ['cancel', 'finish'],
  graphs: ['delete', 'give'],
} as const;
type Thing = keyof typeof CHOICES;
const THINGS = Object.keys(CHOICES) as Thing[];

/** Asks what becomes of pictures, queue and graphs before a person is removed. */
export function RemoveUserDialog({ user, open, onOpenChange, onUndo }: RemoveUserDialogProps) {
  const t = useTranslations('consoleUsers');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<Partial<Record<Thing, string>>>({});
  const { act, busy, error } = useAct(() => onOpenChange(false), { quiet: true });
  const gives = chosen.pictures === 'give' || chosen.graphs === 'give';
  const isComplete = THINGS.every((thing) => chosen[thing] !== undefined);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const heirEmail = formText(new FormData(event.currentTarget), 'heir').trim();
    act({
      path: `/users/${user.id}`,
      method: 'DELETE',
      body: { ...chosen, ...(gives && { heirEmail }) },
      done: t('removedDone', { name: user.name }),
      undo: { label: t('keep'), act: onUndo },
    });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('removeAsk', { name: user.name })}
      text={t('removeText')}
    >
      <form className={styles['form']} noValidate method="post" onSubmit={submit}>
        {error !== null && <Notice kind="danger">{errorText(error)}</Notice>}
        {THINGS.map((thing) => (
          <fieldset key={thing} className={styles['choice']}>
            <legend>{t(`things.${thing}`)}</legend>
            {CHOICES[thing].map((value) => (
              <label key={value}>
                <input
                  type="radio"
                  name={thing}
                  value={value}
                  checked={chosen[thing] === value}
                  onChange={() => setChosen((old) => ({ ...old, [thing]: value }))}
                />
                {t(`choices.${value}`)}
              </label>
            ))}
          </fieldset>
        ))}
        {gives && <Field name="heir" type="email" label={t('heir')} autoComplete="off" />}
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>{common('cancel')}</Button>
          <Button type="submit" look="danger" busy={busy} disabled={!isComplete}>
            {t('remove')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
