'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import styles from './compare.module.css';

interface OverlayProps {
  readonly first: GalleryItem;
  readonly second: GalleryItem;
}

/** Two pictures one over the other; a slider says how much of the first is seen. */
export function Overlay({ first, second }: OverlayProps) {
  const t = useTranslations('compare');
  const [percent, setPercent] = useState(50);
  return (
    <div className={styles['overlay']}>
      <div className={styles['pile']}>
        <img src={second.url} alt={`B: ${second.filename}`} draggable={false} />
        <img
          src={first.url}
          alt={`A: ${first.filename}`}
          draggable={false}
          style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }}
        />
        <span className={styles['edge']} style={{ insetInlineStart: `${percent}%` }} aria-hidden />
      </div>
      <input
        type="range"
        min={0}
        max={100}
        value={percent}
        aria-label={t('slider')}
        onChange={(event) => setPercent(Number(event.target.value))}
      />
    </div>
  );
}
