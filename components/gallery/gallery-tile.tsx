'use client';

import { memo, type CSSProperties, type MouseEvent } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import type { GalleryItem } from '@/components/api/types';

import styles from './gallery.module.css';
import { ratioOf } from './tile-shape';
import { TileContent } from './tile-content';

interface GalleryTileProps {
  readonly item: GalleryItem;
  readonly eager: boolean;
  readonly onOpen: (id: string) => void;
}

/** One file in the grid: a link to its details, which opens over the grid. */
export const GalleryTile = memo(function GalleryTile({ item, eager, onOpen }: GalleryTileProps) {
  const t = useTranslations('gallery');
  const format = useFormatter();
  const date = format.dateTime(new Date(item.createdAt), {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const open = (event: MouseEvent): void => {
    // With a key held, the browser opens the link as people know it: in a tab, in a window.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(item.id);
  };
  const ratio = ratioOf(item);
  return (
    <li className={styles['cell']} style={{ '--ratio': ratio } as CSSProperties}>
      <a
        data-tile
        className={styles['tile']}
        href={`/gallery?item=${item.id}`}
        aria-label={
          item.prompt === '' ? t('unnamed', { filename: item.filename, date }) : item.prompt
        }
        onClick={open}
      >
        <TileContent item={item} ratio={ratio} eager={eager} />
      </a>
    </li>
  );
});
