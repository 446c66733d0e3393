'use client';

import { useTranslations } from 'use-intl';

import type { Overview } from '@/components/api/types';
import { Card, Page } from '@/components/ui/page';

import { SlotTable } from '../workers/slot-table';
import { AlertsCard } from './alerts-card';
import { ChartsCard } from './charts-card';
import { Figures } from './figures';
import { QueueCard } from './queue-card';
import { useOverview } from './use-overview';

interface OverviewViewProps {
  /** As it came with the document. */
  readonly overview: Overview;
  /** When, in milliseconds. */
  readonly drawnAt: number;
}

/** Devices, queue and load at a glance, kept current. */
export function OverviewView({ overview, drawnAt }: OverviewViewProps) {
  const t = useTranslations('admin');
  const now = useOverview(overview, drawnAt);
  return (
    <Page title={t('title')}>
      <Figures overview={now} />
      <AlertsCard alerts={now.alerts} />
      <Card title={t('slots')}>
        <SlotTable slots={now.slots} acts={false} />
      </Card>
      <QueueCard pools={now.pools} />
      <ChartsCard />
    </Page>
  );
}
