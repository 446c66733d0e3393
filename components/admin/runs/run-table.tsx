'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'use-intl';

import type { RunRow } from '@/lib/domain/run-row';
import { cx } from '@/components/ui/cx';
import { StatusPill, type Tone } from '@/components/ui/status-pill';
import type { RunState } from '@/lib/domain/prompt-run';

import styles from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';
import { TimeCell } from '../console/time-cell';
import { RunActions } from './run-actions';

const TONES: Record<RunState, Tone> = {
  queued: 'neutral',
  running: 'warn',
  succeeded: 'good',
  failed: 'danger',
  cancelled: 'neutral',
};

export function RunTable({ runs, content }: { runs: readonly RunRow[]; content: boolean }) {
  const t = useTranslations('consoleRuns');
  const columns: Column<RunRow>[] = [
    { name: t('created'), show: (run) => <When run={run} /> },
    ...(content ? [{ name: t('user'), show: (run: RunRow) => run.user?.email ?? '' }] : []),
    { name: t('state'), show: (run) => <RunStatePill run={run} /> },
    { name: t('device'), show: (run) => [run.pool, run.device].filter(Boolean).join(' · ') },
    { name: t('times'), show: (run) => <Times run={run} /> },
    { name: t('actions'), show: (run) => <RunActions run={run} /> },
  ];
  if (runs.length === 0) return <p className={styles['none']}>{t('none')}</p>;
  return <DataTable label={t('title')} columns={columns} rows={runs} keyOf={({ id }) => id} />;
}

export function RunStatePill({ run }: { readonly run: RunRow }) {
  const t = useTranslations('consoleRuns');
  return (
    <span className={styles['state']}>
      <StatusPill tone={TONES[run.state]}>{t(`states.${run.state}`)}</StatusPill>
      {run.error !== null && <span className={styles['reason']}>{run.error.slice(0, 120)}</span>}
    </span>
  );
}

function When({ run }: { readonly run: RunRow }) {
  return (
    <Link href={`/admin/runs/${run.id}`} prefetch={false}>
      <TimeCell at={run.createdAt} exact />
    </Link>
  );
}

/** How long it waited and ran, as far as it has come. */
function Times({ run }: { readonly run: RunRow }) {
  const t = useTranslations('consoleRuns');
  const format = useFormatter();
  const seconds = (from: string, to: string): string =>
    format.number((Date.parse(to) - Date.parse(from)) / 1_000, { maximumFractionDigits: 1 });
  const { createdAt, startedAt, finishedAt } = run;
  if (startedAt === null) return null;
  return (
    <span className={cx(styles['muted'], styles['times'])}>
      {t('waited', { seconds: seconds(createdAt, startedAt) })}
      {finishedAt !== null && (
        <>
          <br />
          {t('ran', { seconds: seconds(startedAt, finishedAt) })}
        </>
      )}
    </span>
  );
}
