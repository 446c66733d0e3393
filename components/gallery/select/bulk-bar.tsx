'use client';

import { Columns2, Download, RotateCcw, Share2, Star, StarOff, Tag, Trash2, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useLocale, useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { ShareDialog } from '@/components/share/share-dialog';
import { Button } from '@/components/ui/button';
import { SHARED_MAX } from '@/lib/domain/share';

import { formatBytes } from '../format-bytes';
import type { Acts } from '../use-acts';
import { RemoveDialog } from './remove-dialog';
import styles from './select.module.css';
import { TagDialog } from './tag-dialog';

interface BulkBarProps {
  readonly items: readonly GalleryItem[];
  readonly isTrash: boolean;
  readonly acts: Acts;
  readonly onClear: () => void;
  readonly onCompare: (first: GalleryItem, second: GalleryItem) => void;
}

/** What can be done with what is selected; it lies over the grid's end. */
export function BulkBar({ items, isTrash, acts, onClear, onCompare }: BulkBarProps) {
  const t = useTranslations('gallery');
  const locale = useLocale();
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  return (
    <div className={styles['bar']} role="toolbar" aria-label={t('selectedActs')}>
      <Act label={t('clear')} icon={<X aria-hidden />} onClick={onClear} />
      <span className={styles['count']} role="status">
        {t('selected', { count: items.length })}
        <span className={styles['bytes']}>{formatBytes(bytes, locale)}</span>
      </span>
      {isTrash ? (
        <TrashActs items={items} acts={acts} onClear={onClear} />
      ) : (
        <GalleryActs items={items} acts={acts} onClear={onClear} onCompare={onCompare} />
      )}
    </div>
  );
}

function GalleryActs({ items, acts, onClear, onCompare }: Omit<BulkBarProps, 'isTrash'>) {
  const t = useTranslations('gallery');
  const share = useTranslations('share');
  const [isTagging, setTagging] = useState(false);
  const [isSharing, setSharing] = useState(false);
  const isFavourite = items.every(({ favourite }) => favourite);
  const [first, second, third] = items;
  const pair = first && second && third === undefined ? ([first, second] as const) : null;
  return (
    <>
      <Act
        label={t(isFavourite ? 'unfavourite' : 'favourite')}
        icon={isFavourite ? <StarOff aria-hidden /> : <Star aria-hidden />}
        onClick={() => acts.mark(items, isFavourite ? 'unfavourite' : 'favourite')}
      />
      <Act label={t('tag')} icon={<Tag aria-hidden />} onClick={() => setTagging(true)} />
      {pair !== null && (
        <Act
          label={t('compare')}
          icon={<Columns2 aria-hidden />}
          onClick={() => onCompare(...pair)}
        />
      )}
      <Act
        label={t('download')}
        icon={<Download aria-hidden />}
        onClick={() => acts.download(items)}
      />
      <Act
        label={share('act')}
        icon={<Share2 aria-hidden />}
        disabled={items.length > SHARED_MAX}
        {...(items.length > SHARED_MAX && { hint: share('tooMany', { max: SHARED_MAX }) })}
        onClick={() => setSharing(true)}
      />
      <Act
        danger
        label={t('delete')}
        icon={<Trash2 aria-hidden />}
        onClick={() => {
          acts.trash(items);
          onClear();
        }}
      />
      <ShareDialog ids={items.map(({ id }) => id)} open={isSharing} onOpenChange={setSharing} />
      <TagDialog open={isTagging} onOpenChange={setTagging} items={items} acts={acts} />
    </>
  );
}

function TrashActs({ items, acts, onClear }: Pick<BulkBarProps, 'items' | 'acts' | 'onClear'>) {
  const t = useTranslations('gallery');
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Act
        label={t('restore')}
        icon={<RotateCcw aria-hidden />}
        onClick={() => {
          acts.restore(items);
          onClear();
        }}
      />
      <Act
        danger
        label={t('remove')}
        icon={<Trash2 aria-hidden />}
        onClick={() => setAsking(true)}
      />
      <RemoveDialog open={isAsking} onOpenChange={setAsking} items={items} acts={acts} />
    </>
  );
}

interface ActProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Why it cannot be pressed. */
  readonly hint?: string;
  readonly onClick: () => void;
}

/** A button that keeps only its icon where there is little room. */
function Act({ label, icon, danger = false, disabled = false, hint, onClick }: ActProps) {
  return (
    <Button
      look={danger ? 'danger' : 'ghost'}
      className={styles['act'] ?? ''}
      aria-label={label}
      title={hint ?? label}
      disabled={disabled}
      onClick={onClick}
    >
      {icon}
      <span className={styles['label']}>{label}</span>
    </Button>
  );
}
