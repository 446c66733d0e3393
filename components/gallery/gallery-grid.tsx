'use client';

import { useMemo } from 'react';
import { useFormatter, useNow, useTimeZone, useTranslations } from 'use-intl';

import type { GalleryItem } from '@/components/api/types';

import { GalleryTile } from './gallery-tile';
import styles from './gallery.module.css';
import { dayKey, groupByDay, type Day } from './group-by-day';
import { useGridKeys } from './use-grid-keys';

/** The first tiles are in sight at once: their pictures are not put off. */
const EAGER_TILES = 8;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

interface GalleryGridProps {
  readonly items: readonly GalleryItem[];
  readonly onOpen: (id: string) => void;
}

/** Pictures by day, newest first. */
export function GalleryGrid({ items, onOpen }: GalleryGridProps) {
  const timeZone = useTimeZone() ?? 'UTC';
  const days = useMemo(() => groupByDay(items, timeZone), [items, timeZone]);
  const eager = useMemo(() => new Set(items.slice(0, EAGER_TILES).map(({ id }) => id)), [items]);
  const onKeyDown = useGridKeys();
  const dayName = useDayName(timeZone);
  return (
    // Arrow keys move between the links inside; nothing here is operated by itself.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles['days']} onKeyDown={onKeyDown}>
      {days.map((day) => (
        <section key={day.key} className={styles['day']} aria-labelledby={`day-${day.key}`}>
          <h2 id={`day-${day.key}`} className={styles['date']}>
            {dayName(day)}
          </h2>
          <ul className={styles['grid']}>
            {day.items.map((item) => (
              <GalleryTile key={item.id} item={item} eager={eager.has(item.id)} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Today, yesterday, or the date. */
function useDayName(timeZone: string): (day: Day) => string {
  const t = useTranslations('gallery');
  const format = useFormatter();
  const now = useNow({ updateInterval: MINUTE_MS });
  return ({ key, date }) => {
    if (key === dayKey(now, timeZone)) return t('today');
    if (key === dayKey(new Date(now.getTime() - DAY_MS), timeZone)) return t('yesterday');
    return format.dateTime(date, { dateStyle: 'full' });
  };
}
