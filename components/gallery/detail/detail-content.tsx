'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';

import type { Acts } from '../use-acts';
import type { Gallery } from '../use-gallery';
import type { OpenedItem } from '../use-opened-item';
import { DetailMedia } from './detail-media';
import { DetailSide } from './detail-side';
import styles from './detail.module.css';
import { useDetailKeys } from './use-detail-keys';
import { useKeptFocus } from './use-kept-focus';

interface DetailContentProps {
  readonly item: GalleryItem;
  readonly gallery: Gallery;
  readonly opened: OpenedItem;
  readonly acts: Acts;
}

/** How near the end of what is known the next page is fetched while one leafs through. */
const AHEAD = 5;

export function DetailContent({ item, gallery, opened, acts }: DetailContentProps) {
  const t = useTranslations('detail');
  const stage = useRef<HTMLDivElement>(null);
  const { items } = gallery;
  const index = items.findIndex(({ id }) => id === item.id);
  const newer = index > 0 ? items[index - 1] : undefined;
  const older = index < 0 ? undefined : items[index + 1];

  const go = (target: GalleryItem | undefined): void => {
    if (target === undefined) return;
    opened.replace(target.id);
    if (gallery.hasMore && index > items.length - AHEAD) gallery.loadMore();
  };
  const leave = (): void => {
    const neighbour = older ?? newer;
    if (neighbour === undefined) opened.close();
    else opened.replace(neighbour.id);
  };
  const remove = (): void => {
    if (item.deletedAt !== null) return;
    leave();
    acts.trash([item]);
  };
  const favour = (): void => acts.mark([item], item.favourite ? 'unfavourite' : 'favourite');
  useDetailKeys(stage, {
    ArrowLeft: () => go(newer),
    ArrowRight: () => go(older),
    Delete: remove,
    f: favour,
  });
  useKeptFocus(stage, item.id);

  return (
    <>
      <div ref={stage} className={styles['stage']}>
        <DetailMedia key={item.id} item={item} />
        {newer !== undefined && (
          <Button
            className={cx(styles['step'], styles['newer'])}
            icon
            aria-label={t('previous')}
            onClick={() => go(newer)}
          >
            <ChevronLeft aria-hidden />
          </Button>
        )}
        {older !== undefined && (
          <Button
            className={cx(styles['step'], styles['older'])}
            icon
            aria-label={t('next')}
            onClick={() => go(older)}
          >
            <ChevronRight aria-hidden />
          </Button>
        )}
      </div>
      <DetailSide item={item} acts={acts} onDelete={remove} onFavourite={favour} onLeave={leave} />
    </>
  );
}
