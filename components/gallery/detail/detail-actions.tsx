'use client';

import { RotateCcw, Share2, Star, Trash2, Workflow } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import { ShareDialog } from '@/components/share/share-dialog';
import { Button, ButtonLink } from '@/components/ui/button';

import { RemoveDialog } from '../select/remove-dialog';
import { useTrashKeptDays } from '../trash-kept';
import type { DetailSideProps } from './detail-side';
import styles from './detail.module.css';
import { DownloadLink } from './download-link';

const DAY_MS = 86_400_000;

/** The buttons of the detail view; in the trash there are others. */
export function DetailActions(props: DetailSideProps) {
  const { item, acts, onDelete, onFavourite } = props;
  const t = useTranslations('detail');
  const share = useTranslations('share');
  const [isSharing, setSharing] = useState(false);
  if (item.deletedAt !== null) return <TrashActions {...props} deletedAt={item.deletedAt} />;
  return (
    <div className={styles['actions']}>
      <ButtonLink look="primary" className={styles['wide']}>
        <Link href={`/studio/?generation=${item.id}`} prefetch={false}>
          <Workflow aria-hidden />
          {t('openInStudio')}
        </Link>
      </ButtonLink>
      <Button look="secondary" aria-pressed={item.favourite} onClick={onFavourite}>
        <Star aria-hidden fill={item.favourite ? 'currentColor' : 'none'} />
        {t('favourite')}
      </Button>
      <DownloadLink item={item} acts={acts} />
      <Button onClick={() => setSharing(true)}>
        <Share2 aria-hidden />
        {share('act')}
      </Button>
      <ShareDialog ids={[item.id]} open={isSharing} onOpenChange={setSharing} />
      <Button look="danger" onClick={onDelete}>
        <Trash2 aria-hidden />
        {t('delete')}
      </Button>
    </div>
  );
}

function TrashActions({
  item,
  acts,
  onLeave,
  deletedAt,
}: DetailSideProps & { readonly deletedAt: string }) {
  const t = useTranslations('detail');
  const format = useFormatter();
  const keptDays = useTrashKeptDays();
  const [isAsking, setAsking] = useState(false);
  const goes = new Date(Date.parse(deletedAt) + keptDays * DAY_MS);
  return (
    <div className={styles['actions']}>
      <p className={styles['wide']}>
        {t('goes', { date: format.dateTime(goes, { dateStyle: 'medium' }) })}
      </p>
      <Button
        look="primary"
        onClick={() => {
          onLeave();
          acts.restore([item]);
        }}
      >
        <RotateCcw aria-hidden />
        {t('restore')}
      </Button>
      <Button look="danger" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden />
        {t('remove')}
      </Button>
      <RemoveDialog
        open={isAsking}
        onOpenChange={setAsking}
        items={[item]}
        acts={acts}
        onDone={onLeave}
      />
    </div>
  );
}
