'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useFormatter, useLocale, useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { CopyButton } from '@/components/ui/copy-button';

import { filterQuery } from '../filter/filter-params';
import { formatBytes } from '../format-bytes';
import { formatDuration } from '../format-duration';
import styles from './detail.module.css';

/** Kind, size, date and origin of a file. */
export function DetailFacts({ item }: { readonly item: GalleryItem }) {
  const t = useTranslations('detail');
  const types = useTranslations('gallery.types');
  const format = useFormatter();
  const { device, durationMs, waitedMs, models, seeds } = item;
  const locale = useLocale();
  const lasted = (ms: number): string => formatDuration(ms, locale);
  return (
    <dl className={styles['facts']}>
      <Fact name={t('type')}>
        {types(item.mediaType)} · {item.contentType}
      </Fact>
      <Fact name={t('size')}>
        <FileSize item={item} />
      </Fact>
      <Fact name={t('created')}>
        <time dateTime={item.createdAt}>
          {format.dateTime(new Date(item.createdAt), { dateStyle: 'medium', timeStyle: 'medium' })}
        </time>
      </Fact>
      {models.length > 0 && <Fact name={t('models')}>{models.join(', ')}</Fact>}
      {seeds.length > 0 && (
        <Fact name={t('seeds')}>
          <span className={styles['copied']}>
            <span className={styles['mono']}>{seeds.join(', ')}</span>
            <CopyButton label={t('copySeeds')} text={seeds.join(', ')} />
          </span>
        </Fact>
      )}
      {durationMs !== null && (
        <Fact name={t('timing')}>
          {waitedMs === null
            ? lasted(durationMs)
            : t('ranWaited', { ran: lasted(durationMs), waited: lasted(waitedMs) })}
        </Fact>
      )}
      {device !== null && device !== '' && <Fact name={t('device')}>{device}</Fact>}
      <Fact name={t('node')}>{item.nodeId}</Fact>
      <Fact name={t('workflow')}>
        <span className={styles['mono']}>{item.workflowId.slice(0, 16)}</span>{' '}
        <Link
          className={styles['more']}
          href={`/gallery?${filterQuery({ workflow: item.workflowId })}`}
        >
          {t('sameWorkflow')}
        </Link>
      </Fact>
    </dl>
  );
}

function FileSize({ item }: { readonly item: GalleryItem }) {
  const t = useTranslations('detail');
  const gallery = useTranslations('gallery');
  const locale = useLocale();
  const { width, height, frames, mediaDurationMs } = item;
  return (
    <>
      {width !== null && height !== null && (
        <>
          {t('pixels', { width: String(width), height: String(height) })}
          <br />
        </>
      )}
      {frames !== null && (
        <>
          {gallery('frames', { frames })}
          <br />
        </>
      )}
      {mediaDurationMs !== null && (
        <>
          {formatDuration(mediaDurationMs, locale)}
          <br />
        </>
      )}
      {formatBytes(item.bytes, locale)}
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
