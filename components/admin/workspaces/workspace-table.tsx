'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'use-intl';

import type { WorkspaceRow } from '@/components/api/types';
import { clockOf } from '@/components/ui/clock-of';
import { StatusPill, type Tone } from '@/components/ui/status-pill';
import type { WorkspaceState } from '@/lib/domain/workspace';

import styles from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';
import { TimeCell } from '../console/time-cell';
import { WorkspaceActions } from './workspace-actions';

const TONES: Record<WorkspaceState, Tone> = {
  waiting: 'neutral',
  assigning: 'warn',
  starting: 'warn',
  ready: 'good',
  ending: 'warn',
  ended: 'neutral',
  failed: 'danger',
};

interface WorkspaceTableProps {
  readonly workspaces: readonly WorkspaceRow[];
  readonly content: boolean;
}

export function WorkspaceTable({ workspaces, content }: WorkspaceTableProps) {
  const t = useTranslations('consoleWorkspaces');
  const columns: Column<WorkspaceRow>[] = [
    { name: t('since'), show: (row) => <When row={row} /> },
    ...(content ? [{ name: t('user'), show: (row: WorkspaceRow) => <Owner row={row} /> }] : []),
    { name: t('state'), show: (row) => <WorkspaceStatus row={row} /> },
    { name: t('device'), show: (row) => <Place row={row} /> },
    { name: t('idle'), show: (row) => <IdleEnd row={row} /> },
    { name: t('actions'), show: (row) => row.isLive && <WorkspaceActions workspace={row} /> },
  ];
  if (workspaces.length === 0) return <p className={styles['none']}>{t('none')}</p>;
  return (
    <DataTable label={t('title')} columns={columns} rows={workspaces} keyOf={({ id }) => id} />
  );
}

function When({ row }: { readonly row: WorkspaceRow }) {
  return (
    <span className={styles['person']}>
      <TimeCell at={row.createdAt} />
      {row.endedAt !== null && (
        <small>
          – <TimeCell at={row.endedAt} />
        </small>
      )}
    </span>
  );
}

function Owner({ row: { user } }: { readonly row: WorkspaceRow }) {
  if (user === null) return null;
  return (
    <Link href={`/admin/users/${user.id}`} prefetch={false}>
      {user.email === '' ? user.id : user.email}
    </Link>
  );
}

function WorkspaceStatus({
  row: { state, reason, detail, restarts },
}: {
  readonly row: WorkspaceRow;
}) {
  const t = useTranslations('consoleWorkspaces');
  return (
    <span className={styles['state']}>
      <StatusPill tone={TONES[state]}>{t(`states.${state}`)}</StatusPill>
      {reason !== 'none' && <span className={styles['reason']}>{t(`reasons.${reason}`)}</span>}
      {detail !== null && detail !== '' && <span className={styles['reason']}>{detail}</span>}
      {restarts > 0 && <span className={styles['reason']}>{t('restarts', { restarts })}</span>}
    </span>
  );
}

function Place({
  row: { pool, slotId, device, outsidePort, isolation },
}: {
  readonly row: WorkspaceRow;
}) {
  const t = useTranslations('consoleWorkspaces');
  const facts = [
    slotId === '' ? pool : slotId,
    outsidePort === null ? '' : t('port', { port: String(outsidePort) }),
    isolation,
  ];
  return (
    <span className={styles['person']}>
      <span>{device === '' ? '–' : device}</span>
      <small>{facts.filter((fact) => fact !== '').join(' · ')}</small>
    </span>
  );
}

/** Asked anew every two seconds, so the figure is not counted down here. */
function IdleEnd({ row: { secondsLeft, extendedUntil } }: { readonly row: WorkspaceRow }) {
  const t = useTranslations('consoleWorkspaces');
  const format = useFormatter();
  if (secondsLeft === null && extendedUntil === null) return '–';
  return (
    <span className={styles['person']}>
      {secondsLeft !== null && <span>{clockOf(secondsLeft)}</span>}
      {extendedUntil !== null && (
        <small>
          {t('extended', { at: format.dateTime(new Date(extendedUntil), { timeStyle: 'short' }) })}
        </small>
      )}
    </span>
  );
}
