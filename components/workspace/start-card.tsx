'use client';

import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Card } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import type { DeviceKind } from '@/lib/domain/device';
import type { WorkspaceView } from '@/lib/domain/workspace-view';

import { useWorkspaceActs } from './use-workspace';
import styles from './workspace.module.css';

interface StartCardProps {
  /** The one before, with the reason for its end. */
  readonly last: WorkspaceView | null;
  readonly kinds: readonly DeviceKind[];
}

export function StartCard({ last, kinds }: StartCardProps) {
  const t = useTranslations('workspace');
  const { start } = useWorkspaceActs();
  const [kind, setKind] = useState<DeviceKind | 'any'>('any');
  const choices = ['any', ...kinds] as const;
  return (
    <>
      {last !== null && (
        <Notice kind={last.state === 'failed' ? 'danger' : 'info'}>
          {t(`reasons.${last.reason}`)}
        </Notice>
      )}
      <Card title={t('startTitle')} text={t('startText')}>
        {kinds.length > 1 && (
          <Segmented
            label={t('kind')}
            options={choices.map((value) => ({
              value,
              label: value === 'any' ? t('anyKind') : value.toUpperCase(),
            }))}
            value={kind}
            onChoose={setKind}
          />
        )}
        {kinds.length === 0 && <Notice kind="warn">{t('noDevice')}</Notice>}
        <div className={styles['acts']}>
          <Button
            look="primary"
            busy={start.isPending}
            disabled={kinds.length === 0}
            onClick={() => start.mutate(kind === 'any' ? null : kind)}
          >
            <Play aria-hidden />
            {t('start')}
          </Button>
        </div>
      </Card>
    </>
  );
}
