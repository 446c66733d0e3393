'use client';

import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { ProofHead, ProofSheet } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Card, Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { StatusPill } from '@/components/ui/status-pill';

import admin from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';
import { useAct } from '../console/use-act';
import { ProofLines } from './proof-lines';

/** Proves on the running system that two users cannot get at each other's things; keeps the sheets. */
export function ProofView() {
  const t = useTranslations('consoleProof');
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<string | null>(null);
  const { act, busy, error } = useAct<{ sheet: ProofSheet }>(({ sheet }) => setChosen(sheet.id), {
    quiet: true,
  });
  const { data: sheets, error: unread } = useQuery({
    queryKey: ['admin', 'proof'],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ sheets: ProofHead[] }>('/api/admin/proof', { signal })).sheets,
  });
  const shown = chosen ?? sheets?.[0]?.id ?? null;
  const problem = error ?? unread;
  const run = (
    <Button look="primary" busy={busy} onClick={() => act({ path: '/proof', done: t('done') })}>
      <ShieldCheck aria-hidden />
      {t('run')}
    </Button>
  );
  return (
    <Page title={t('title')} actions={run}>
      {problem !== null && <Notice kind="danger">{errorText(problem)}</Notice>}
      <Card title={t('sheets')} text={t('text')}>
        {sheets === undefined ? (
          <Skeleton style={{ height: 80 }} />
        ) : sheets.length === 0 ? (
          <p className={admin['none']}>{busy ? t('running') : t('none')}</p>
        ) : (
          <SheetTable sheets={sheets} onShow={setChosen} />
        )}
      </Card>
      {shown !== null && <ProofLines id={shown} />}
    </Page>
  );
}

interface SheetTableProps {
  readonly sheets: readonly ProofHead[];
  readonly onShow: (id: string) => void;
}

function SheetTable({ sheets, onShow }: SheetTableProps) {
  const t = useTranslations('consoleProof');
  const format = useFormatter();
  const columns: Column<ProofHead>[] = [
    {
      name: t('at'),
      show: ({ at }) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium' }),
    },
    { name: t('by'), show: ({ by }) => by },
    { name: t('tries'), show: ({ tries }) => format.number(tries) },
    {
      name: t('result'),
      show: ({ holes }) => (
        <StatusPill tone={holes === 0 ? 'good' : 'danger'}>{t('holes', { holes })}</StatusPill>
      ),
    },
    {
      name: t('sheet'),
      show: ({ id }) => (
        <Button size="small" onClick={() => onShow(id)}>
          {t('show')}
        </Button>
      ),
    },
  ];
  return <DataTable label={t('sheets')} columns={columns} rows={sheets} keyOf={({ id }) => id} />;
}
