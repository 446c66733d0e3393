'use client';

import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { WorkspaceView } from '@/lib/domain/workspace-view';

import { clockOf } from '@/components/ui/clock-of';
import { useSecondsLeft, useWorkspaceActs } from './use-workspace';
import styles from './workspace.module.css';

interface IdleNoticeProps {
  readonly workspace: WorkspaceView;
  readonly toldAtMs: number;
}

/** When it would end for idleness; in the last minutes with a way to keep it. */
export function IdleNotice({ workspace: { id, idle }, toldAtMs }: IdleNoticeProps) {
  const t = useTranslations('workspace');
  const { keep } = useWorkspaceActs();
  const left = useSecondsLeft(idle?.secondsLeft ?? null, toldAtMs);
  if (idle === null || left === null) return null;
  if (left > idle.countdownS) {
    return (
      <p className={styles['hint']}>
        {t('idleText', { minutes: Math.max(1, Math.round(idle.timeoutS / 60)) })}
      </p>
    );
  }
  return (
    <Notice kind="warn">
      <div className={styles['countdown']}>
        <span>
          {t('countdown')} <strong role="timer">{clockOf(left)}</strong>
        </span>
        <Button size="small" busy={keep.isPending} onClick={() => keep.mutate(id)}>
          {t('keep')}
        </Button>
      </div>
    </Notice>
  );
}
