'use client';

import type { CSSProperties } from 'react';
import { useFormatter, useNow, useTimeZone, useTranslations } from 'use-intl';

import { cx } from '@/components/ui/cx';

import styles from '../gallery.module.css';
import { dayKey, type Day } from './group-by-day';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

interface DayHeadingProps {
  readonly day: Day;
  /** Where it lies, in the grid that is laid out by arithmetic. */
  readonly style?: CSSProperties;
  readonly isStuck?: boolean;
}

/** Today, yesterday, or the date. */
export function DayHeading({ day, style, isStuck = false }: DayHeadingProps) {
  const t = useTranslations('gallery');
  const format = useFormatter();
  const timeZone = useTimeZone() ?? 'UTC';
  const now = useNow({ updateInterval: MINUTE_MS });
  const nameOf = ({ key, date }: Day): string => {
    if (key === dayKey(now, timeZone)) return t('today');
    if (key === dayKey(new Date(now.getTime() - DAY_MS), timeZone)) return t('yesterday');
    return format.dateTime(date, { dateStyle: 'full' });
  };
  return (
    <h2
      id={`day-${day.key}`}
      className={cx(styles['date'], isStuck && styles['stuck'])}
      style={style}
    >
      {nameOf(day)}
    </h2>
  );
}
