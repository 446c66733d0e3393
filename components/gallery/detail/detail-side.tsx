'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';

import type { Acts } from '../use-acts';
import { DetailActions } from './detail-actions';
import { DetailFacts } from './detail-facts';
import { DetailGraph } from './detail-graph';
import { DetailTags } from './detail-tags';
import styles from './detail.module.css';

export interface DetailSideProps {
  readonly item: GalleryItem;
  readonly acts: Acts;
  readonly onDelete: () => void;
  readonly onFavourite: () => void;
  /** Goes on to a neighbour, because this item is about to leave the list. */
  readonly onLeave: () => void;
}

/** What is known of a file and what can be done with it. */
export function DetailSide(props: DetailSideProps) {
  const { item, acts } = props;
  const t = useTranslations('detail');
  const common = useTranslations('common');
  return (
    // It scrolls by itself, so it must be reachable by keyboard.
    <div className={styles['side']} role="region" aria-label={t('facts')} tabIndex={-1}>
      <div className={styles['sideHead']}>
        <p className={styles['name']}>{item.filename}</p>
        <Radix.Close asChild>
          <Button className={styles['close']} look="ghost" icon aria-label={common('close')}>
            <X aria-hidden />
          </Button>
        </Radix.Close>
      </div>
      {/* What it asks and shares is about this item, so nothing of it outlives the item. */}
      <DetailActions key={item.id} {...props} />
      <section>
        <div className={styles['labelRow']}>
          <h3 className={styles['label']}>{t('prompt')}</h3>
          {item.prompt !== '' && <CopyButton label={t('copyPrompt')} text={item.prompt} />}
        </div>
        {item.prompt === '' ? (
          <p className={styles['none']}>{t('noPrompt')}</p>
        ) : (
          <p className={styles['prompt']}>{item.prompt}</p>
        )}
      </section>
      <DetailTags item={item} acts={acts} />
      <section>
        <h3 className={styles['label']}>{t('file')}</h3>
        <DetailFacts item={item} />
      </section>
      <DetailGraph key={item.runId} item={item} />
    </div>
  );
}
