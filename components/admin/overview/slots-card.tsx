'use client';

import { useFormatter, useNow, useTranslations } from 'use-intl';

import type { SlotRow } from '@/components/api/types';
import { Card } from '@/components/ui/page';
import { StatusPill, type Tone } from '@/components/ui/status-pill';
import { deviceLabel } from '@/lib/domain/device';
import { SLOT_ONLINE_MS, type SlotState } from '@/lib/domain/slot';

import styles from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';

const TONES: Record<SlotState, Tone> = {
  starting: 'warn',
  ready: 'good',
  busy: 'good',
  leased: 'good',
  draining: 'warn',
  stopping: 'warn',
  crashed: 'danger',
  disabled: 'neutral',
};
const TICK_MS = 1_000;

/** Every device slot: what runs on it, and how it is. */
export function SlotsCard({ slots }: { readonly slots: readonly SlotRow[] }) {
  const t = useTranslations('admin');
  const columns: Column<SlotRow>[] = [
    { name: t('slot'), show: (slot) => <span className={styles['mono']}>{slot.id}</span> },
    { name: t('state'), show: (slot) => <SlotState slot={slot} /> },
    { name: t('device'), show: (slot) => <DeviceCell slot={slot} /> },
    { name: t('runner'), show: (slot) => <Runner slot={slot} /> },
    { name: t('pool'), show: (slot) => slot.pool },
    { name: t('heartbeat'), show: (slot) => <Ago date={slot.heartbeatAt} /> },
  ];
  return (
    <Card title={t('slots')} text={t('slotsText', { seconds: SLOT_ONLINE_MS / 1_000 })}>
      {slots.length === 0 ? (
        <p className={styles['none']}>{t('noSlots')}</p>
      ) : (
        <DataTable label={t('slots')} columns={columns} rows={slots} keyOf={(slot) => slot.id} />
      )}
    </Card>
  );
}

function SlotState({ slot }: { readonly slot: SlotRow }) {
  const t = useTranslations('admin');
  return (
    <span className={styles['state']}>
      <StatusPill tone={slot.online ? TONES[slot.state] : 'danger'}>
        {slot.online ? t(`states.${slot.state}`) : t('offline')}
      </StatusPill>
      {slot.reason !== '' && <span className={styles['reason']}>{slot.reason}</span>}
    </span>
  );
}

function DeviceCell({ slot: { device } }: { readonly slot: SlotRow }) {
  return (
    <>
      {deviceLabel(device)} <span className={styles['muted']}>{device.name}</span>
    </>
  );
}

function Runner({ slot }: { readonly slot: SlotRow }) {
  const t = useTranslations('admin');
  return (
    <>
      {t(`runnerKinds.${slot.runnerKind}`)}{' '}
      <span className={styles['muted']}>{slot.runnerVersion}</span>
    </>
  );
}

/** How long ago, counting on. */
function Ago({ date }: { readonly date: string }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: TICK_MS });
  const heard = new Date(date);
  // Clocks of hosts differ a little; nobody was heard of in the future.
  const seen = heard > now ? now : heard;
  return <time dateTime={date}>{format.relativeTime(seen, now)}</time>;
}
