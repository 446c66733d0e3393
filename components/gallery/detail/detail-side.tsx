'use client';

import { Download, Trash2, Workflow, X } from 'lucide-react';
import Link from 'next/link';
import { Dialog as Radix } from 'radix-ui';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/components/api/types';
import { Button, ButtonLink } from '@/components/ui/button';

import { DetailFacts } from './detail-facts';
import styles from './detail.module.css';

interface DetailSideProps {
  readonly item: GalleryItem;
  readonly onDelete: () => void;
}

/** What is known of a file and what can be done with it. */
export function DetailSide({ item, onDelete }: DetailSideProps) {
  const t = useTranslations('detail');
  const common = useTranslations('common');
  return (
    <div className={styles['side']}>
      <div className={styles['sideHead']}>
        <p className={styles['name']}>{item.filename}</p>
        <Radix.Close asChild>
          <Button className={styles['close']} look="ghost" icon aria-label={common('close')}>
            <X aria-hidden />
          </Button>
        </Radix.Close>
      </div>
      <div className={styles['actions']}>
        <ButtonLink look="primary" className={styles['wide']}>
          <Link href={`/studio/?generation=${item.id}`} prefetch={false}>
            <Workflow aria-hidden />
            {t('openInStudio')}
          </Link>
        </ButtonLink>
        <ButtonLink look="secondary">
          <a href={item.downloadUrl} download={item.filename}>
            <Download aria-hidden />
            {t('download')}
          </a>
        </ButtonLink>
        <Button look="danger" onClick={onDelete}>
          <Trash2 aria-hidden />
          {t('delete')}
        </Button>
      </div>
      <section>
        <h3 className={styles['label']}>{t('prompt')}</h3>
        {item.prompt === '' ? (
          <p className={styles['none']}>{t('noPrompt')}</p>
        ) : (
          <p className={styles['prompt']}>{item.prompt}</p>
        )}
      </section>
      <section>
        <h3 className={styles['label']}>{t('file')}</h3>
        <DetailFacts item={item} />
      </section>
    </div>
  );
}
