'use client';

import { useTranslations } from 'use-intl';

import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';
import type { WorkspaceState } from '@/lib/domain/workspace';

import { LiveWorkspace } from './live-workspace';
import { StartCard } from './start-card';
import { useWorkspace } from './use-workspace';
import styles from './workspace.module.css';

const OVER: readonly WorkspaceState[] = ['ended', 'failed'];

/** The page of the dedicated workspace: start one, see it come up, open it, keep it, end it. */
export function WorkspaceView() {
  const t = useTranslations('workspace');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const { data, error, dataUpdatedAt, look } = useWorkspace();
  const workspace = data?.workspace ?? null;
  return (
    <Page title={t('title')} narrow>
      {data === undefined && error !== null && (
        <Notice kind="danger">
          <p>{errorText(error)}</p>
          <Button size="small" onClick={look}>
            {common('retry')}
          </Button>
        </Notice>
      )}
      {data === undefined && error === null && <Skeleton className={styles['waiting']} />}
      {data !== undefined &&
        (workspace === null || OVER.includes(workspace.state) ? (
          <StartCard last={workspace} kinds={data.kinds} />
        ) : (
          <LiveWorkspace workspace={workspace} toldAtMs={dataUpdatedAt} />
        ))}
    </Page>
  );
}
