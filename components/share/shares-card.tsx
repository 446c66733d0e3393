'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { ShareList, ShareRow } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Card } from '@/components/ui/page';

import { SHARES_QUERY } from './shares-query';
import styles from './share.module.css';

/** The person's public links: what, until when, how often looked at, and their end. */
export function SharesCard() {
  const t = useTranslations('share');
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: SHARES_QUERY,
    queryFn: ({ signal }) => fetchJson<ShareList>('/api/shares', { signal }),
  });
  return (
    <Card title={t('mine')} text={t('mineText')}>
      {error !== null && <Notice kind="danger">{errorText(error)}</Notice>}
      {data?.shares.length === 0 && <p className={styles['none']}>{t('none')}</p>}
      <ul className={styles['list']}>
        {data?.shares.map((share) => (
          <ShareItem key={share.id} share={share} />
        ))}
      </ul>
    </Card>
  );
}

function ShareItem({ share }: { readonly share: ShareRow }) {
  const t = useTranslations('share');
  const format = useFormatter();
  const errorText = useErrorText();
  const queries = useQueryClient();
  const { id, mode, count, views, createdAt, expiresAt } = share;
  const date = (text: string): string => format.dateTime(new Date(text), { dateStyle: 'medium' });
  const revoke = useMutation({
    mutationFn: () => fetchJson<undefined>(`/api/shares/${id}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: SHARES_QUERY }),
    onError: (error) => toast.error(errorText(error)),
  });
  const name = t('item', { count, date: date(createdAt) });
  return (
    <li className={styles['share']}>
      <span className={styles['facts']}>
        {name}
        <small>
          {[
            t(`modes.${mode}`),
            t('until', { date: date(expiresAt) }),
            t('views', { count: views }),
          ].join(' · ')}
        </small>
      </span>
      <Button
        size="small"
        look="danger"
        disabled={revoke.isPending}
        aria-label={t('revokeNamed', { name })}
        onClick={() => revoke.mutate()}
      >
        {t('revoke')}
      </Button>
    </li>
  );
}
