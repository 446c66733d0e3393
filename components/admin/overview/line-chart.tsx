'use client';

import { useFormatter, useNow } from 'use-intl';

import { cx } from '@/components/ui/cx';

import styles from './charts.module.css';
import { linePath, roundTop, type Point } from './line-path';

export interface Series {
  readonly name: string;
  readonly tone: 'good' | 'danger' | 'accent' | 'muted';
  readonly points: readonly Point[];
}

interface LineChartProps {
  readonly title: string;
  readonly series: readonly Series[];
  /** How far back the left edge lies. */
  readonly lengthMs: number;
  readonly format: (value: number) => string;
}

const WIDTH = 480;
const HEIGHT = 110;
const DAY_MS = 24 * 3_600_000;

/** Lines over time; what they say last stands in the legend, so that nobody has to read the curve. */
export function LineChart({ title, series, lengthMs, format }: LineChartProps) {
  const formatter = useFormatter();
  const now = useNow({ updateInterval: 30_000 }).getTime();
  const values = series.flatMap(({ points }) => points.map(([, value]) => value ?? 0));
  const top = roundTop(Math.max(0, ...values));
  const frame = { from: now - lengthMs, to: now, top, width: WIDTH, height: HEIGHT };
  const time = (at: number): string =>
    formatter.dateTime(
      new Date(at),
      lengthMs > DAY_MS ? { month: 'short', day: 'numeric' } : { timeStyle: 'short' },
    );
  return (
    <figure className={styles['chart']}>
      <figcaption>
        <strong>{title}</strong>
        <span className={styles['legend']}>
          {series.map(({ name, tone, points }) => {
            const last = points.findLast(([, value]) => value !== null)?.[1];
            return (
              <span key={name} className={cx(styles['key'], styles[tone])}>
                {name} {last === undefined || last === null ? '–' : format(last)}
              </span>
            );
          })}
        </span>
      </figcaption>
      <div className={styles['plot']}>
        <span className={styles['top']}>{format(top)}</span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
          {series.map(({ name, tone, points }) => (
            <path key={name} className={styles[tone]} d={linePath(points, frame)} />
          ))}
        </svg>
      </div>
      <div className={styles['axis']} aria-hidden>
        <span>{time(frame.from)}</span>
        <span>{time(now)}</span>
      </div>
    </figure>
  );
}
