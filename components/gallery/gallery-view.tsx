'use client';

import { useCallback, useMemo } from 'react';
import { useTranslations } from 'use-intl';

import { CompareDialog } from './compare/compare-dialog';
import { DetailDialog } from './detail/detail-dialog';
import { FilterBar } from './filter/filter-bar';
import { GalleryEmpty } from './gallery-empty';
import { GalleryEnd } from './gallery-end';
import { GallerySkeleton } from './gallery-skeleton';
import styles from './gallery.module.css';
import { GalleryGrid } from './grid/gallery-grid';
import { NewResults } from './new-results';
import { BulkBar } from './select/bulk-bar';
import { useSelection } from './select/use-selection';
import { TrashKept } from './trash-kept';
import { TrashNotice } from './trash-notice';
import { useActs } from './use-acts';
import { useGallery, type FirstSlice } from './use-gallery';
import { useGalleryAddress } from './use-gallery-address';
import { useGalleryKeys } from './use-gallery-keys';
import { useOpenedComparison, useOpenedItem } from './use-opened-item';

interface GalleryViewProps {
  /** The list's beginning as it came with the document; null when only the browser can ask for it. */
  readonly first: FirstSlice | null;
  /** How long the trash keeps things. */
  readonly trashKeptDays: number;
}

export function GalleryView({ first, trashKeptDays }: GalleryViewProps) {
  return (
    <TrashKept value={trashKeptDays}>
      <Gallery first={first} />
    </TrashKept>
  );
}

function Gallery({ first }: Pick<GalleryViewProps, 'first'>) {
  const t = useTranslations('gallery');
  const { filter, setFilter } = useGalleryAddress();
  const gallery = useGallery(filter, first);
  const { items, total, hasMore, loadMore, isChanging } = gallery;
  const selecting = useSelection(items);
  const selected = useMemo(
    () => (selecting.ids.size === 0 ? [] : items.filter(({ id }) => selecting.ids.has(id))),
    [items, selecting.ids],
  );
  const opened = useOpenedItem();
  const compared = useOpenedComparison();
  const acts = useActs();
  const isTrash = filter.trash === true;
  const onKey = useGalleryKeys({ items, selected, selecting, acts, isTrash });
  const onEnd = useCallback(() => {
    if (hasMore) loadMore();
  }, [hasMore, loadMore]);

  if (gallery.isLoading && items.length === 0) return <GallerySkeleton />;
  return (
    <div className={styles['gallery']}>
      <div className={styles['head']}>
        <h1 className={styles['title']}>{isTrash ? t('trashTitle') : t('title')}</h1>
        <span className={styles['count']}>{total !== null && t('count', { count: total })}</span>
      </div>
      <FilterBar filter={filter} onChange={setFilter} />
      {isTrash && <TrashNotice items={items} acts={acts} />}
      <NewResults items={items} />
      {items.length === 0 && !hasMore && !gallery.failed ? (
        <GalleryEmpty filter={filter} onChange={setFilter} />
      ) : (
        <div aria-busy={isChanging}>
          <GalleryGrid
            items={items}
            goesOn={hasMore && !gallery.failed}
            selecting={selecting}
            onOpen={opened.open}
            onEnd={onEnd}
            onKey={onKey}
          />
        </div>
      )}
      <GalleryEnd gallery={gallery} />
      {selected.length > 0 && (
        <BulkBar
          items={selected}
          isTrash={isTrash}
          acts={acts}
          onClear={selecting.clear}
          onCompare={(one, other) => compared.open(`${one.id}.${other.id}`)}
        />
      )}
      <DetailDialog gallery={gallery} opened={opened} acts={acts} />
      <CompareDialog compared={compared} items={items} />
    </div>
  );
}
