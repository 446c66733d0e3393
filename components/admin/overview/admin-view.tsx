'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { Overview } from '@/components/api/types';
import { Page } from '@/components/ui/page';

import { Figures } from './figures';
import { SlotsCard } from './slots-card';

const REFRESH_MS = 3_000;

interface AdminViewProps {
  /** As it came with the document. */
  readonly overview: Overview;
  /** When, in milliseconds. */
  readonly drawnAt: number;
}

/** Devices and queue at a glance. */
export function AdminView({ overview, drawnAt }: AdminViewProps) {
  const t = useTranslations('admin');
  const { data } = useQuery({
    queryKey: ['admin', 'overview'],
    queryFn: ({ signal }) => fetchJson<Overview>('/api/admin/overview', { signal }),
    initialData: overview,
    initialDataUpdatedAt: drawnAt,
    refetchInterval: REFRESH_MS,
  });
  return (
    <Page title={t('title')}>
      <Figures overview={data} />
      <SlotsCard slots={data.slots} />
    </Page>
  );
}
