'use client';

import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button, ButtonLink } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Notice } from '@/components/ui/notice';
import { Card } from '@/components/ui/page';
import type { WorkspaceView } from '@/lib/domain/workspace-view';

import { IdleNotice } from './idle-notice';
import { Steps } from './steps';
import { useWorkspaceActs } from './use-workspace';
import styles from './workspace.module.css';

interface LiveWorkspaceProps {
  readonly workspace: WorkspaceView;
  /** When the server said so, by this browser's clock. */
  readonly toldAtMs: number;
}

/** A workspace that waits, starts, or is there. */
export function LiveWorkspace({ workspace, toldAtMs }: LiveWorkspaceProps) {
  const t = useTranslations('workspace');
  const { end } = useWorkspaceActs();
  const [asking, setAsking] = useState(false);
  const { id, state, path, outsideUrl, reason, restarts, device } = workspace;
  const outside = outsideUrl?.replace('{host}', () => window.location.hostname);
  const address = state === 'ready' ? (outside ?? path) : null;
  const isHere = state === 'waiting';
  const ask = isHere ? () => end.mutate(id) : () => setAsking(true);
  return (
    <Card
      title={t(`states.${state}`)}
      text={device === '' ? undefined : t('device', { device: device.toUpperCase() })}
    >
      <Steps workspace={workspace} />
      {reason !== 'none' && state !== 'ready' && (
        <Notice kind="warn">{t(`reasons.${reason}`)}</Notice>
      )}
      {state === 'ready' && restarts > 0 && (
        <p className={styles['hint']}>{t('restarted', { count: restarts })}</p>
      )}
      <IdleNotice workspace={workspace} toldAtMs={toldAtMs} />
      <div className={styles['acts']}>
        {address !== null && (
          <ButtonLink look="primary">
            <a href={address} target="_blank" rel="noopener">
              <ExternalLink aria-hidden />
              {t('open')}
            </a>
          </ButtonLink>
        )}
        {state !== 'ending' && (
          <Button look={isHere ? 'secondary' : 'danger'} busy={end.isPending} onClick={ask}>
            {t(isHere ? 'leaveLine' : 'end')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('endAsk')}
        text={t('endText')}
        act={t('end')}
        danger
        busy={end.isPending}
        onConfirm={() => end.mutate(id, { onSettled: () => setAsking(false) })}
      />
    </Card>
  );
}
