'use client';

import { Check, Star } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { cx } from '@/components/ui/cx';

import styles from '../gallery.module.css';
import type { SelectHow } from '../select/use-selection';
import { TileContent } from './tile-content';

interface GalleryTileProps {
  readonly item: GalleryItem;
  readonly eager: boolean;
  /** As the server draws it: nothing can be selected yet. */
  readonly plain?: boolean;
  readonly isSelected?: boolean;
  /** Something is selected: a press selects more, and opens nothing. */
  readonly isSelecting?: boolean;
  /** Whether the Tab key leads here. */
  readonly isReachable?: boolean;
  readonly onOpen: (id: string) => void;
  readonly onSelect?: (id: string, how: SelectHow) => void;
}

/** One file in the grid: a link to its details, which opens over the grid, and a mark to select it. */
export const GalleryTile = memo(function GalleryTile(props: GalleryTileProps) {
  const { item, eager, plain = false, isSelected = false, isSelecting = false } = props;
  const { isReachable = true, onOpen, onSelect } = props;
  const t = useTranslations('gallery');
  const name = useTileName(item);
  const isDrawn = item.mediaType === 'image' || item.mediaType === 'video';
  const press = (event: MouseEvent): void => {
    if (event.altKey) return;
    const how = howOf(event, isSelecting);
    event.preventDefault();
    if (how === null || onSelect === undefined) onOpen(item.id);
    else onSelect(item.id, how);
  };
  return (
    <div className={cx(styles['tile'], isSelected && styles['selected'])}>
      <a
        data-tile={item.id}
        className={styles['link']}
        href={`/gallery?item=${item.id}`}
        // What shows text of its own is named by it.
        {...(isDrawn && { 'aria-label': isSelected ? t('selectedName', { name }) : name })}
        tabIndex={isReachable ? 0 : -1}
        draggable={false}
        onClick={press}
      >
        <TileContent item={item} eager={eager} plain={plain} />
      </a>
      {item.favourite && <Star className={styles['star']} fill="currentColor" aria-hidden />}
      {onSelect !== undefined && (
        <button
          type="button"
          className={cx(styles['check'], isSelecting && styles['shown'])}
          aria-label={t('select', { name })}
          aria-pressed={isSelected}
          tabIndex={-1}
          onClick={(event) => onSelect(item.id, event.shiftKey ? 'range' : 'toggle')}
        >
          <Check aria-hidden strokeWidth={3} />
        </button>
      )}
    </div>
  );
});

/** Null: the press opens. */
function howOf(event: MouseEvent, isSelecting: boolean): SelectHow | null {
  if (event.shiftKey) return 'range';
  return event.ctrlKey || event.metaKey || isSelecting ? 'toggle' : null;
}

/** What is read out for a tile. */
function useTileName(item: GalleryItem): string {
  const t = useTranslations('gallery');
  const format = useFormatter();
  const { prompt, filename, mediaType, createdAt } = item;
  const moment = { dateStyle: 'medium', timeStyle: 'short' } as const;
  const date = format.dateTime(new Date(createdAt), moment);
  const name = prompt === '' ? t('unnamed', { filename, date }) : prompt.slice(0, 200);
  return mediaType === 'image' ? name : t('named', { type: t(`types.${mediaType}`), name });
}
