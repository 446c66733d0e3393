'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { ApiKeyRow } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';

import styles from './account.module.css';

/** One key: what it is for, what it may do, when it was used; revoking it asks first. */
export function ApiKeyItem({ apiKey }: { readonly apiKey: ApiKeyRow }) {
  const t = useTranslations('account');
  const format = useFormatter();
  const errorText = useErrorText();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { label, scopes, createdAt, lastUsedAt } = apiKey;
  const revoke = useMutation({
    mutationFn: () => fetchJson<undefined>(`/api/account/keys/${apiKey.id}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['api-keys'] }),
    onError: (error) => toast.error(errorText(error)),
  });
  const date = (text: string): string =>
    format.dateTime(new Date(text), { dateStyle: 'medium', timeStyle: 'short' });
  const facts = [
    scopes.map((scope) => t(`keyScopeShort.${scope}`)).join(', '),
    t('keyCreated', { date: date(createdAt) }),
    lastUsedAt === null ? t('keyUnused') : t('keyUsed', { date: date(lastUsedAt) }),
  ];
  return (
    <li className={styles['key']}>
      <span className={styles['keyFacts']}>
        {label}
        <small>{facts.join(' · ')}</small>
      </span>
      <Button
        size="small"
        look="danger"
        aria-label={t('keyRevokeNamed', { label })}
        onClick={() => setAsking(true)}
      >
        {t('keyRevoke')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('keyRevokeAsk', { label })}
        text={t('keyRevokeText')}
        act={t('keyRevoke')}
        danger
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      />
    </li>
  );
}
