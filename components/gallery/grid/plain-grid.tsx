'use client';

import { useMemo, type CSSProperties } from 'react';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import styles from '../gallery.module.css';
import { DayHeading } from './day-heading';
import { GalleryTile } from './gallery-tile';
import { groupByDay } from './group-by-day';
import { ratioOf } from './tile-shape';

/** The first tiles are in sight at once: their pictures are not put off. */
const EAGER_TILES = 12;

interface PlainGridProps {
  readonly items: readonly GalleryItem[];
  readonly timeZone: string;
  readonly onOpen: (id: string) => void;
}

/** The grid as the server draws it, without knowing how wide the window is. */
export function PlainGrid({ items, timeZone, onOpen }: PlainGridProps) {
  const days = useMemo(() => groupByDay(items, timeZone), [items, timeZone]);
  const eager = useMemo(() => new Set(items.slice(0, EAGER_TILES).map(({ id }) => id)), [items]);
  return days.map((day) => (
    <section key={day.key} className={styles['day']} aria-labelledby={`day-${day.key}`}>
      <DayHeading day={day} />
      <ul className={styles['grid']}>
        {day.items.map((item) => (
          <li
            key={item.id}
            className={styles['cell']}
            style={{ '--ratio': ratioOf(item) } as CSSProperties}
          >
            <GalleryTile item={item} eager={eager.has(item.id)} plain onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </section>
  ));
}
