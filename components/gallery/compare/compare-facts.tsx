'use client';

import { useMemo } from 'react';
import { useFormatter, useLocale, useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { useErrorText } from '@/components/api/use-error-text';

import { formatBytes } from '../format-bytes';
import { formatDuration } from '../format-duration';
import { useGraph } from '../use-graph';
import styles from './compare.module.css';
import { diffGraphs, type Difference } from './diff-graphs';

interface CompareFactsProps {
  readonly first: GalleryItem;
  readonly second: GalleryItem;
}

/** A table of what is different: the files' own facts, then the graphs' values. */
export function CompareFacts({ first, second }: CompareFactsProps) {
  const t = useTranslations('compare');
  const errorText = useErrorText();
  const a = useGraph(first.id);
  const b = useGraph(second.id);
  const facts = useFacts(first, second);
  const differences = useMemo(
    () => (a.data === undefined || b.data === undefined ? null : diffGraphs(a.data, b.data)),
    [a.data, b.data],
  );
  const error: unknown = a.error ?? b.error;
  return (
    <div className={styles['facts']}>
      <table>
        <caption>{t('differences')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('what')}</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
          </tr>
        </thead>
        <tbody>
          {[...facts, ...(differences ?? [])].map((row) => (
            <tr key={`${row.node}.${row.input}.${row.first ?? ''}.${row.second ?? ''}`}>
              <th scope="row">
                {row.node}
                {row.input !== '' && <span className={styles['input']}>{row.input}</span>}
              </th>
              <td>{row.first ?? '–'}</td>
              <td>{row.second ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {differences?.length === 0 && <p>{t('sameGraph')}</p>}
      {error !== null && <p role="alert">{errorText(error)}</p>}
    </div>
  );
}

function useFacts(first: GalleryItem, second: GalleryItem): Difference[] {
  const t = useTranslations('detail');
  const format = useFormatter();
  const locale = useLocale();
  const row = (node: string, show: (item: GalleryItem) => string): Difference => ({
    ...{ node, input: '', first: show(first), second: show(second) },
  });
  const rows = [
    row(t('created'), ({ createdAt }) =>
      format.dateTime(new Date(createdAt), { dateStyle: 'medium', timeStyle: 'medium' }),
    ),
    row(t('size'), ({ width, height, bytes }) =>
      [width === null ? [] : `${width} × ${height ?? ''}`, formatBytes(bytes, locale)]
        .flat()
        .join(' · '),
    ),
    row(t('seeds'), ({ seeds }) => seeds.join(', ')),
    row(t('models'), ({ models }) => models.join(', ')),
    row(t('timing'), ({ durationMs }) =>
      durationMs === null ? '' : formatDuration(durationMs, locale),
    ),
    row(t('device'), ({ device }) => device ?? ''),
  ];
  return rows.filter((one) => one.first !== one.second);
}
