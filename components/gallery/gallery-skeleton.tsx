'use client';

import type { CSSProperties } from 'react';
import { useTranslations } from 'use-intl';

import { Skeleton } from '@/components/ui/skeleton';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

import styles from './gallery.module.css';

const RATIOS = [1.5, 1, 0.75, 1.33, 1, 1.78, 0.75, 1, 1.5, 1.33, 1, 0.67, 1.5, 1, 1.78];

/** The gallery's shape while it is on its way. */
export function GallerySkeleton() {
  const t = useTranslations('common');
  return (
    <div className={styles['gallery']} aria-busy>
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      <Skeleton style={{ width: 140, height: 32 }} />
      <div className={styles['grid']} aria-hidden>
        {RATIOS.map((ratio, index) => (
          <div key={index} className={styles['cell']} style={{ '--ratio': ratio } as CSSProperties}>
            <Skeleton className={styles['tile']} />
          </div>
        ))}
      </div>
    </div>
  );
}
