'use client';

import { useTranslations } from 'use-intl';

import type { WorkspacePage } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Notice } from '@/components/ui/notice';
import { Card, Page } from '@/components/ui/page';
import { SelectField } from '@/components/ui/select-field';
import { Skeleton } from '@/components/ui/skeleton';
import { WORKSPACE_STATES } from '@/lib/domain/workspace';

import styles from '../console/console.module.css';
import { Pager } from '../console/pager';
import { SearchField } from '../console/search-field';
import { usePaged } from '../console/use-paged';
import { WorkspaceTable } from './workspace-table';

const REFRESH_MS = 2_000;

interface WorkspacesViewProps {
  /** Whether it may be seen whose they are. */
  readonly content: boolean;
}

/** Everybody's workspaces: who holds which device, and for how long. */
export function WorkspacesView({ content }: WorkspacesViewProps) {
  const t = useTranslations('consoleWorkspaces');
  const errorText = useErrorText();
  const { data, error, filter, narrow, page, pages, goTo } = usePaged<WorkspacePage>(
    '/api/admin/workspaces',
    { state: 'live' },
    REFRESH_MS,
  );
  return (
    <Page title={t('title')}>
      <Card title={t('list')} text={t('text')}>
        <div className={styles['filter']} role="search">
          <SelectField
            label={t('state')}
            value={filter['state'] ?? ''}
            options={[
              { value: 'live', label: t('live') },
              { value: '', label: t('all') },
              ...WORKSPACE_STATES.map((value) => ({ value, label: t(`states.${value}`) })),
            ]}
            onChoose={(state) => narrow({ state })}
          />
          {content && <SearchField label={t('user')} onSearch={(user) => narrow({ user })} />}
        </div>
        {error !== null && <Notice kind="danger">{errorText(error)}</Notice>}
        {data === undefined ? (
          <Skeleton style={{ height: 160 }} />
        ) : (
          <>
            <WorkspaceTable workspaces={data.workspaces} content={content} />
            <Pager page={page} pages={pages} total={data.total} onGo={goTo} />
          </>
        )}
      </Card>
    </Page>
  );
}
