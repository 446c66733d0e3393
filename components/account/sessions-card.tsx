'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';
import { clearEditorStorage } from '@/components/studio/editor-storage';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Card } from '@/components/ui/page';

/** Ends every session of the person at once. */
export function SessionsCard() {
  const t = useTranslations('account');
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const everywhere = useMutation({
    mutationFn: () => fetchJson<undefined>('/api/account/sign-out-everywhere', { method: 'POST' }),
    onSuccess: () => {
      clearEditorStorage();
      window.location.assign('/sign-in');
    },
    onError: (error) => toast.error(errorText(error)),
  });
  return (
    <Card title={t('sessions')} text={t('sessionsText')}>
      <div>
        <Button look="danger" onClick={() => setAsking(true)}>
          {t('signOutEverywhere')}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('signOutEverywhereAsk')}
        text={t('sessionsText')}
        act={t('signOutEverywhere')}
        danger
        busy={everywhere.isPending}
        onConfirm={() => everywhere.mutate()}
      />
    </Card>
  );
}
