'use client';

import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { ProofLine, ProofSheet } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Notice } from '@/components/ui/notice';
import { Card } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import { StatusPill, type Tone } from '@/components/ui/status-pill';

import { PROOF_SEEN } from '@/lib/domain/proof';

import admin from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';

const TONES: Record<ProofLine['verdict'], Tone> = {
  closed: 'good',
  hole: 'danger',
  unclear: 'warn',
};
const ORDER = ['hole', 'unclear', 'closed'] as const;

/** One sheet, what did not hold first. */
export function ProofLines({ id }: { readonly id: string }) {
  const t = useTranslations('consoleProof');
  const format = useFormatter();
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: ['proof-sheet', id],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ sheet: ProofSheet }>(`/api/admin/proof/${id}`, { signal })).sheet,
  });
  if (error !== null) return <Notice kind="danger">{errorText(error)}</Notice>;
  if (data === undefined) return <Skeleton style={{ height: 320 }} />;
  const lines = [...data.lines].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const columns: Column<ProofLine>[] = [
    { name: t('what'), show: ({ what }) => <span className={admin['mono']}>{what}</span> },
    {
      name: t('result'),
      show: ({ verdict }) => (
        <StatusPill tone={TONES[verdict]}>{t(`verdicts.${verdict}`)}</StatusPill>
      ),
    },
    { name: t('seen'), show: ({ seen }) => <Seen text={seen} /> },
  ];
  const at = format.dateTime(new Date(data.at), { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <Card title={t('sheetOf', { at })}>
      <DataTable label={t('sheetOf', { at })} columns={columns} rows={lines} keyOf={keyOf} />
    </Card>
  );
}

/** A sheet holds English; what it mostly says is known. */
function Seen({ text }: { readonly text: string }) {
  const t = useTranslations('consoleProof');
  const known = (['absent', 'ownerOnly', 'refused'] as const).find(
    (name) => PROOF_SEEN[name] === text,
  );
  return known === undefined ? text : t(`seenTexts.${known}`);
}

const keyOf = ({ what }: ProofLine): string => what;
