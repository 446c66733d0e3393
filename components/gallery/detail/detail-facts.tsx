'use client';

import { useFormatter, useLocale, useTranslations } from 'use-intl';

import type { GalleryItem } from '@/components/api/types';

import { formatBytes } from '../format-bytes';
import styles from './detail.module.css';

/** Kind, size, date and origin of a file. */
export function DetailFacts({ item }: { readonly item: GalleryItem }) {
  const t = useTranslations('detail');
  const types = useTranslations('gallery.types');
  const format = useFormatter();
  const locale = useLocale();
  const { width, height } = item;
  return (
    <dl className={styles['facts']}>
      <dt>{t('type')}</dt>
      <dd>
        {types(item.mediaType)} · {item.contentType}
      </dd>
      <dt>{t('size')}</dt>
      <dd>
        {width !== null && height !== null && (
          <>
            {t('pixels', { width: String(width), height: String(height) })}
            <br />
          </>
        )}
        {formatBytes(item.bytes, locale)}
      </dd>
      <dt>{t('created')}</dt>
      <dd>
        <time dateTime={item.createdAt}>
          {format.dateTime(new Date(item.createdAt), { dateStyle: 'medium', timeStyle: 'medium' })}
        </time>
      </dd>
      <dt>{t('node')}</dt>
      <dd>{item.nodeId}</dd>
      <dt>{t('workflow')}</dt>
      <dd className={styles['mono']}>{item.workflowId}</dd>
    </dl>
  );
}
