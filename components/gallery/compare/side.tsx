'use client';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import { DetailMedia } from '../detail/detail-media';
import styles from './compare.module.css';

/** One of the two, with the letter that stands for it in the table. */
export function Side({ name, item }: { readonly name: string; readonly item: GalleryItem }) {
  return (
    <figure className={styles['side']}>
      <div className={styles['stage']}>
        <DetailMedia key={item.id} item={item} />
      </div>
      <figcaption>
        <strong>{name}</strong> {item.filename}
      </figcaption>
    </figure>
  );
}
