'use client';

import { useTranslations } from 'use-intl';

import type { RunPage } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Notice } from '@/components/ui/notice';
import { Card, Page } from '@/components/ui/page';
import { SelectField } from '@/components/ui/select-field';
import { Skeleton } from '@/components/ui/skeleton';
import { RUN_STATES } from '@/lib/domain/prompt-run';

import styles from '../console/console.module.css';
import { Pager } from '../console/pager';
import { SearchField } from '../console/search-field';
import { usePaged } from '../console/use-paged';
import { QuarantineCard } from './quarantine-card';
import { RunTable } from './run-table';

const REFRESH_MS = 5_000;

interface RunsViewProps {
  /** Whether names, graphs and errors may be seen. */
  readonly content: boolean;
}

/** Everybody's runs: finding them, cancelling, running again. */
export function RunsView({ content }: RunsViewProps) {
  const t = useTranslations('consoleRuns');
  const errorText = useErrorText();
  const runs = usePaged<RunPage>('/api/admin/runs', {}, REFRESH_MS);
  return (
    <Page title={t('title')}>
      <QuarantineCard />
      <Card title={t('list')}>
        <div className={styles['filter']} role="search">
          {content && <SearchField label={t('user')} onSearch={(user) => runs.narrow({ user })} />}
          <SelectField
            label={t('state')}
            value={runs.filter['state'] ?? ''}
            options={[
              { value: '', label: t('any') },
              ...RUN_STATES.map((value) => ({ value, label: t(`states.${value}`) })),
            ]}
            onChoose={(state) => runs.narrow({ state })}
          />
          <SearchField label={t('device')} onSearch={(device) => runs.narrow({ device })} />
          {content && (
            <SearchField label={t('graph')} onSearch={(graph) => runs.narrow({ graph })} />
          )}
        </div>
        {runs.error !== null && <Notice kind="danger">{errorText(runs.error)}</Notice>}
        {runs.data === undefined ? (
          <Skeleton style={{ height: 160 }} />
        ) : (
          <>
            <RunTable runs={runs.data.runs} content={content} />
            <Pager page={runs.page} pages={runs.pages} total={runs.data.total} onGo={runs.goTo} />
          </>
        )}
      </Card>
    </Page>
  );
}
