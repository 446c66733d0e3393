'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { AuditPage, AuditRow } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { ButtonLink } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Card, Page } from '@/components/ui/page';
import { SelectField } from '@/components/ui/select-field';
import { Skeleton } from '@/components/ui/skeleton';
import { ACTS } from '@/lib/domain/audit';

import admin from '../console/admin.module.css';
import styles from '../console/console.module.css';
import { DataTable, type Column } from '../console/data-table';
import { Pager } from '../console/pager';
import { SearchField } from '../console/search-field';
import { TimeCell } from '../console/time-cell';
import { usePaged, type Filter } from '../console/use-paged';
import { actKey } from './act-key';
import { ChangeCell } from './change-cell';
import { since } from './since';

/** Every act of every admin, newest first; it can be read and taken away, never changed. */
export function AuditView() {
  const t = useTranslations('consoleAudit');
  const errorText = useErrorText();
  const audit = usePaged<AuditPage>('/api/admin/audit');
  const { narrow, filter } = audit;
  const [day, setDay] = useState('');
  const isNarrowed = Object.values(filter).some((value) => value !== '');
  return (
    <Page title={t('title')} actions={<Exports filter={filter} />}>
      <Card title={t('list')} text={t('text')}>
        <div className={styles['filter']} role="search">
          <SearchField label={t('actor')} onSearch={(actor) => narrow({ actor })} />
          <SearchField label={t('target')} onSearch={(target) => narrow({ target })} />
          <SelectField
            label={t('act')}
            value={filter['act'] ?? ''}
            options={[
              { value: '', label: t('any') },
              ...ACTS.map((value) => ({ value, label: t(actKey(value)) })),
            ]}
            onChoose={(act) => narrow({ act })}
          />
          <Field
            type="date"
            label={t('from')}
            value={day}
            onChange={({ target: { value } }) => {
              setDay(value);
              narrow({ from: since(value) });
            }}
          />
        </div>
        {audit.error !== null && <Notice kind="danger">{errorText(audit.error)}</Notice>}
        {audit.data === undefined ? (
          <Skeleton style={{ height: 160 }} />
        ) : (
          <>
            <AuditTable entries={audit.data.entries} isNarrowed={isNarrowed} />
            <Pager {...audit} total={audit.data.total} onGo={audit.goTo} />
          </>
        )}
      </Card>
    </Page>
  );
}

interface AuditTableProps {
  readonly entries: readonly AuditRow[];
  readonly isNarrowed: boolean;
}

function AuditTable({ entries, isNarrowed }: AuditTableProps) {
  const t = useTranslations('consoleAudit');
  const columns: Column<AuditRow>[] = [
    { name: t('at'), show: ({ at }) => <TimeCell at={at} exact /> },
    { name: t('actor'), show: ({ actorEmail }) => actorEmail },
    { name: t('act'), show: ({ act }) => t(actKey(act)) },
    { name: t('target'), show: ({ targetName, targetId }) => targetName || targetId },
    { name: t('change'), show: (entry) => <ChangeCell entry={entry} /> },
    { name: t('address'), show: ({ address }) => <span className={admin['mono']}>{address}</span> },
  ];
  if (entries.length === 0) {
    return <p className={admin['none']}>{isNarrowed ? t('none') : t('empty')}</p>;
  }
  return <DataTable label={t('title')} columns={columns} rows={entries} keyOf={({ id }) => id} />;
}

function Exports({ filter }: { readonly filter: Filter }) {
  const t = useTranslations('consoleAudit');
  const wanted = Object.entries(filter).filter(([, value]) => value !== '');
  const href = (format: string): string =>
    `/api/admin/audit/export?${new URLSearchParams([...wanted, ['format', format]]).toString()}`;
  return (
    <div className={styles['actions']}>
      {(['csv', 'jsonl'] as const).map((format) => (
        <ButtonLink key={format} size="small">
          <a href={href(format)} download>
            <Download aria-hidden />
            {t(format)}
          </a>
        </ButtonLink>
      ))}
    </div>
  );
}
