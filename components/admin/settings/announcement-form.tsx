'use client';

import { useId, useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { Segmented } from '@/components/ui/segmented';
import { ANNOUNCEMENT_MAX_LENGTH, type Announcement } from '@/lib/domain/settings';

import styles from '../console/console.module.css';
import { useAct } from '../console/use-act';

/** The line that everybody sees above every page. */
export function AnnouncementForm({ announcement }: { readonly announcement: Announcement | null }) {
  const t = useTranslations('consoleSettings');
  const id = useId();
  const [text, setText] = useState(announcement?.text ?? '');
  const [tone, setTone] = useState(announcement?.tone ?? 'info');
  const { act, busy } = useAct();
  const save = (next: Announcement | null): void =>
    act({ path: '/settings', method: 'PATCH', body: { announcement: next }, done: t('saved') });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (text.trim() !== '') save({ text: text.trim(), tone });
  };
  return (
    <form className={styles['form']} noValidate method="post" onSubmit={submit}>
      <label htmlFor={id}>{t('announcementLabel')}</label>
      <textarea
        id={id}
        className={styles['area']}
        maxLength={ANNOUNCEMENT_MAX_LENGTH}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div>
        <Segmented
          label={t('tone')}
          value={tone}
          options={[
            { value: 'info', label: t('toneInfo') },
            { value: 'warn', label: t('toneWarn') },
          ]}
          onChoose={setTone}
        />
      </div>
      <div className={styles['actions']}>
        <Button type="submit" look="primary" busy={busy} disabled={text.trim() === ''}>
          {t('show')}
        </Button>
        {announcement !== null && (
          <Button busy={busy} onClick={() => save(null)}>
            {t('takeDown')}
          </Button>
        )}
      </div>
    </form>
  );
}
