'use client';

import { useTranslations } from 'use-intl';

import type { AuditRow } from '@/components/api/types';

import admin from '../console/admin.module.css';
import styles from '../console/console.module.css';

const show = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null);

/** What an act changed, from what to what; or why it failed. */
export function ChangeCell({ entry }: { readonly entry: AuditRow }) {
  const t = useTranslations('consoleAudit');
  if (entry.problem !== null) {
    return <span className={admin['reason']}>{t('failed', { why: entry.problem })}</span>;
  }
  const { before, after } = entry;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return null;
  return (
    <span className={styles['change']}>
      {names.map((name) => {
        const was = before !== null && name in before ? show(before[name]) : null;
        const is = after !== null && name in after ? show(after[name]) : null;
        const text = was !== null && is !== null ? `${was} → ${is}` : (is ?? was ?? '');
        return (
          <span key={name}>
            {name}: {text}
            <br />
          </span>
        );
      })}
    </span>
  );
}
