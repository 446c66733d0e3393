'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { IssuedShare } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Segmented } from '@/components/ui/segmented';
import type { ShareMode } from '@/lib/domain/share';

import { SHARES_QUERY } from './shares-query';
import styles from './share.module.css';

interface ShareDialogProps {
  /** Ids of the generations to be shared. */
  readonly ids: readonly string[];
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

const DAYS = ['1', '7', '30', '90'] as const;
type Days = (typeof DAYS)[number];

/** Makes a public link to one or more results, and shows it this once. */
export function ShareDialog({ ids, open, onOpenChange }: ShareDialogProps) {
  const t = useTranslations('share');
  const [issued, setIssued] = useState<IssuedShare | null>(null);
  const change = (next: boolean): void => {
    if (!next) setIssued(null);
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      sticky={issued !== null}
      onOpenChange={change}
      title={t('title', { count: ids.length })}
      text={issued === null ? t('text') : t('madeText')}
    >
      {issued === null ? (
        <ShareForm ids={ids} onIssued={setIssued} onCancel={() => change(false)} />
      ) : (
        <IssuedLink issued={issued} onClose={() => change(false)} />
      )}
    </Dialog>
  );
}

interface ShareFormProps {
  readonly ids: readonly string[];
  readonly onIssued: (issued: IssuedShare) => void;
  readonly onCancel: () => void;
}

function ShareForm({ ids, onIssued, onCancel }: ShareFormProps) {
  const t = useTranslations('share');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const queries = useQueryClient();
  const [mode, setMode] = useState<ShareMode>('clean');
  const [days, setDays] = useState<Days>('7');
  const make = useMutation({
    mutationFn: () =>
      fetchJson<IssuedShare>('/api/shares', {
        method: 'POST',
        body: { ids, mode, days: Number(days) },
      }),
    onSuccess: (issued) => {
      onIssued(issued);
      return queries.invalidateQueries({ queryKey: SHARES_QUERY });
    },
  });
  return (
    <div className={styles['form']}>
      <Segmented
        label={t('mode')}
        value={mode}
        options={[
          { value: 'clean', label: t('modes.clean') },
          { value: 'full', label: t('modes.full') },
        ]}
        onChoose={setMode}
      />
      <p className={styles['hint']}>{t(`hints.${mode}`)}</p>
      <Segmented
        label={t('days')}
        value={days}
        options={DAYS.map((value) => ({ value, label: t('daysOf', { count: Number(value) }) }))}
        onChoose={setDays}
      />
      {make.error !== null && <Notice kind="danger">{errorText(make.error)}</Notice>}
      <DialogActions>
        <Button onClick={onCancel}>{common('cancel')}</Button>
        <Button look="primary" disabled={make.isPending} onClick={() => make.mutate()}>
          {t('make')}
        </Button>
      </DialogActions>
    </div>
  );
}

function IssuedLink({ issued, onClose }: { issued: IssuedShare; onClose: () => void }) {
  const t = useTranslations('share');
  const common = useTranslations('common');
  const format = useFormatter();
  const date = format.dateTime(new Date(issued.share.expiresAt), { dateStyle: 'long' });
  return (
    <div className={styles['form']}>
      <CopyText label={t('link')} text={`${window.location.origin}${issued.path}`} />
      <p className={styles['hint']}>{t('until', { date })}</p>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {common('close')}
        </Button>
      </DialogActions>
    </div>
  );
}
