'use client';

import Link from 'next/link';
import { useFormatter, useNow, useTranslations } from 'use-intl';

import type { SlotRow } from '@/components/api/types';
import { clockOf } from '@/components/ui/clock-of';
import { StatusPill, type Tone } from '@/components/ui/status-pill';
import type { SlotState } from '@/lib/domain/slot';

import styles from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';
import { SlotActions } from './slot-actions';

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

interface SlotTableProps {
  readonly slots: readonly SlotRow[];
  /** Whether to offer acts. */
  readonly acts: boolean;
}

/** Every device slot: what runs on it, for whom, and how it is. */
export function SlotTable({ slots, acts }: SlotTableProps) {
  const t = useTranslations('admin');
  const columns: Column<SlotRow>[] = [
    { name: t('slot'), show: (slot) => <SlotName slot={slot} /> },
    { name: t('state'), show: (slot) => <SlotStatus slot={slot} /> },
    { name: t('device'), show: (slot) => <SlotDevice slot={slot} /> },
    { name: t('use'), show: (slot) => <SlotUse slot={slot} /> },
    { name: t('runner'), show: (slot) => <Runner slot={slot} /> },
    ...(acts ? [{ name: t('actions'), show: (slot: SlotRow) => <SlotActions slot={slot} /> }] : []),
  ];
  if (slots.length === 0) return <p className={styles['none']}>{t('noSlots')}</p>;
  return <DataTable label={t('slots')} columns={columns} rows={slots} keyOf={({ id }) => id} />;
}

function SlotName({ slot }: { readonly slot: SlotRow }) {
  return (
    <span className={styles['person']}>
      <span className={styles['mono']}>{slot.id}</span>
      <small>{slot.pool}</small>
    </span>
  );
}

export function SlotStatus({ slot }: { readonly slot: SlotRow }) {
  const t = useTranslations('admin');
  return (
    <span className={styles['state']}>
      <StatusPill tone={slot.online ? TONES[slot.state] : 'danger'}>
        {slot.online ? t(`states.${slot.state}`) : t('offline')}
      </StatusPill>
      {slot.reason !== '' && <span className={styles['reason']}>{slot.reason}</span>}
      {!slot.online && <Ago date={slot.heartbeatAt} />}
    </span>
  );
}

const GIB = 1024 ** 3;

function SlotDevice({ slot }: { readonly slot: SlotRow }) {
  const format = useFormatter();
  const gib = (bytes: number): string => format.number(bytes / GIB, { maximumFractionDigits: 1 });
  const { utilisationPercent, memoryUsedBytes, memoryTotalBytes, temperatureC } = slot;
  const facts = [
    utilisationPercent === null ? null : `${Math.round(utilisationPercent)} %`,
    memoryUsedBytes === null || memoryTotalBytes === null
      ? null
      : `${gib(memoryUsedBytes)} / ${gib(memoryTotalBytes)} GiB`,
    temperatureC === null ? null : `${Math.round(temperatureC)} °C`,
  ].filter((fact) => fact !== null);
  return (
    <span className={styles['person']}>
      <span>{slot.deviceName === '' ? slot.device : `${slot.device} · ${slot.deviceName}`}</span>
      <small>{facts.join(' · ')}</small>
    </span>
  );
}

function SlotUse({ slot }: { readonly slot: SlotRow }) {
  const t = useTranslations('admin');
  if (slot.workspace !== null) return <HeldUse slot={slot} workspace={slot.workspace} />;
  if (slot.runId === null) return <span className={styles['muted']}>–</span>;
  return (
    <Link href={`/admin/runs/${slot.runId}`} prefetch={false}>
      {slot.user ?? t('oneRun')}
    </Link>
  );
}

interface HeldUseProps {
  readonly slot: SlotRow;
  readonly workspace: NonNullable<SlotRow['workspace']>;
}

/** A workspace has it: whose, and when it would end for idleness. */
function HeldUse({ slot, workspace: { secondsLeft } }: HeldUseProps) {
  const t = useTranslations('admin');
  return (
    <span className={styles['person']}>
      <Link href="/admin/workspaces" prefetch={false}>
        {slot.user ?? t('inWorkspace')}
      </Link>
      <small>
        {slot.user !== null && t('inWorkspace')} {slot.runId !== null && t('oneRun')}
        {slot.runId === null &&
          secondsLeft !== null &&
          t('idleEnd', { left: clockOf(secondsLeft) })}
      </small>
    </span>
  );
}

function Runner({ slot }: { readonly slot: SlotRow }) {
  const t = useTranslations('admin');
  return (
    <span className={styles['person']}>
      <span>
        {t(`runnerKinds.${slot.runnerKind}`)}{' '}
        <span className={styles['muted']}>{slot.runnerVersion}</span>
      </span>
      {slot.models.length > 0 && <small>{slot.models.slice(0, 3).join(', ')}</small>}
    </span>
  );
}

function Ago({ date }: { readonly date: string }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: TICK_MS });
  return <span className={styles['reason']}>{format.relativeTime(new Date(date), now)}</span>;
}
