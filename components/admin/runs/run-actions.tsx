'use client';

import { CircleStop, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { RunRow } from '@/lib/domain/run-row';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';

import { useAct } from '../console/use-act';

/** Cancel what has not ended, run again what has. */
export function RunActions({ run }: { readonly run: RunRow }) {
  const t = useTranslations('consoleRuns');
  const [asking, setAsking] = useState(false);
  const { act, busy } = useAct(() => setAsking(false));
  if (run.state !== 'queued' && run.state !== 'running') {
    const retry = { path: `/runs/${run.id}/retry`, done: t('retried') };
    return (
      <Button size="small" busy={busy} onClick={() => act(retry)}>
        <RotateCw aria-hidden />
        {t('retry')}
      </Button>
    );
  }
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        <CircleStop aria-hidden />
        {t('cancel')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('cancelAsk')}
        text={t('cancelText')}
        act={t('cancel')}
        danger
        busy={busy}
        onConfirm={() => act({ path: `/runs/${run.id}/cancel`, done: t('cancelled') })}
      />
    </>
  );
}
