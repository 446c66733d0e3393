'use client';

import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { RunDetail } from '@/components/api/types';
import type { RunRow } from '@/lib/domain/run-row';
import { useErrorText } from '@/components/api/use-error-text';
import { Notice } from '@/components/ui/notice';
import { Card, Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';

import admin from '../console/admin.module.css';
import styles from '../console/console.module.css';
import { LogText } from '../console/log-text';
import { RunActions } from './run-actions';
import { RunStatePill } from './run-table';

const REFRESH_MS = 3_000;

/** One run: where it stands, why it failed, what its runner said meanwhile. */
export function RunView({ id }: { readonly id: string }) {
  const t = useTranslations('consoleRuns');
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: ['admin', 'run', id],
    queryFn: ({ signal }) => fetchJson<RunDetail>(`/api/admin/runs/${id}`, { signal }),
    refetchInterval: REFRESH_MS,
  });
  if (data === undefined) {
    return (
      <Page title={t('one')}>
        {error === null ? (
          <Skeleton style={{ height: 240 }} />
        ) : (
          <Notice kind="danger">{errorText(error)}</Notice>
        )}
      </Page>
    );
  }
  const { run, traceback, graph, log } = data;
  return (
    <Page title={t('one')} actions={<RunActions run={run} />}>
      <Card title={t('facts')}>
        <Facts run={run} />
      </Card>
      {run.error !== null && (
        <Card title={t('error')}>
          <LogText label={t('error')} lines={[run.error, ...(traceback ?? [])]} />
        </Card>
      )}
      {log !== null && (
        <Card title={t('log')} text={log.length === 0 ? t('noLog') : undefined}>
          {log.length > 0 && <LogText label={t('log')} lines={log} />}
        </Card>
      )}
      {graph !== null && (
        <Card title={t('graph')}>
          <LogText label={t('graph')} lines={JSON.stringify(graph, null, 2).split('\n')} />
        </Card>
      )}
    </Page>
  );
}

function Facts({ run }: { readonly run: RunRow }) {
  const t = useTranslations('consoleRuns');
  const format = useFormatter();
  const time = (at: string | null): string =>
    at === null ? '–' : format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium' });
  const facts = [
    [t('state'), <RunStatePill key="state" run={{ ...run, error: null }} />],
    [t('user'), run.user?.email],
    [t('device'), [run.pool, run.slotId, run.device].filter(Boolean).join(' · ')],
    [t('attempts'), format.number(run.attempt)],
    [t('created'), time(run.createdAt)],
    [t('started'), time(run.startedAt)],
    [t('finished'), time(run.finishedAt)],
    [t('graph'), run.workflowId],
  ] as const;
  return (
    <dl className={styles['facts']}>
      {facts
        .filter(([, value]) => value !== undefined && value !== null)
        .flatMap(([name, value]) => [
          <dt key={`${name} name`}>{name}</dt>,
          <dd key={name} className={name === t('graph') ? admin['mono'] : undefined}>
            {value}
          </dd>,
        ])}
    </dl>
  );
}
