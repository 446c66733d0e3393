'use client';

import { Images } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';

import type { HistoryPage } from '@/components/api/types';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

import { DetailDialog } from './detail/detail-dialog';
import { GalleryEnd } from './gallery-end';
import { GalleryGrid } from './gallery-grid';
import styles from './gallery.module.css';
import { NewResults } from './new-results';
import { useGallery } from './use-gallery';
import { useOpenedItem } from './use-opened-item';

interface GalleryViewProps {
  /** The first page, as it came with the document. */
  readonly first: HistoryPage;
  /** When, in milliseconds. */
  readonly drawnAt: number;
}

export function GalleryView({ first, drawnAt }: GalleryViewProps) {
  const t = useTranslations('gallery');
  const gallery = useGallery(first, drawnAt);
  const opened = useOpenedItem();
  return (
    <div className={styles['gallery']}>
      <div className={styles['head']}>
        <h1 className={styles['title']}>{t('title')}</h1>
        <span className={styles['count']}>{t('count', { count: gallery.total })}</span>
      </div>
      <NewResults items={gallery.items} />
      {gallery.items.length === 0 && !gallery.hasMore ? (
        <NoPictures />
      ) : (
        <GalleryGrid items={gallery.items} onOpen={opened.open} />
      )}
      <GalleryEnd gallery={gallery} />
      <DetailDialog gallery={gallery} opened={opened} />
    </div>
  );
}

function NoPictures() {
  const t = useTranslations('gallery');
  return (
    <EmptyState icon={Images} title={t('emptyTitle')} text={t('emptyText')}>
      <ButtonLink look="primary">
        <Link href="/studio/">{t('openStudio')}</Link>
      </ButtonLink>
    </EmptyState>
  );
}
