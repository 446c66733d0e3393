'use client';

import { useLocale, useTranslations } from 'use-intl';

import { formatBytes } from '@/components/gallery/format-bytes';
import { Card } from '@/components/ui/page';

import styles from './storage-card.module.css';

export interface StorageFigures {
  readonly results: number;
  readonly trash: number;
  readonly uploads: number;
  readonly files: number;
  readonly used: number;
  /** Null: no limit. */
  readonly limit: number | null;
}

/** How much of the store the person fills, and how much there is. */
export function StorageCard({ storage }: { readonly storage: StorageFigures }) {
  const t = useTranslations('storage');
  const locale = useLocale();
  const { results, trash, uploads, files, used, limit } = storage;
  const size = (bytes: number): string => formatBytes(bytes, locale);
  return (
    <Card title={t('title')}>
      <p className={styles['sum']}>
        {limit === null
          ? t('used', { used: size(used) })
          : t('usedOf', { used: size(used), limit: size(limit) })}
      </p>
      {limit !== null && (
        <meter
          className={styles['meter']}
          aria-label={t('title')}
          min={0}
          max={limit}
          high={limit * NEARLY}
          optimum={0}
          value={Math.min(used, limit)}
        />
      )}
      <p className={styles['parts']}>
        {t('parts', {
          ...{ results: size(results), trash: size(trash) },
          ...{ uploads: size(uploads), files: size(files) },
        })}
      </p>
    </Card>
  );
}

const NEARLY = 0.9;
