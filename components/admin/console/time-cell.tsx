import { useFormatter } from 'use-intl';

import styles from './admin.module.css';

interface TimeCellProps {
  /** ISO 8601. */
  readonly at: string;
  /** Whether seconds matter. */
  readonly exact?: boolean;
}

/** A moment in a table, on one line where there is room. */
export function TimeCell({ at, exact = false }: TimeCellProps) {
  const format = useFormatter();
  const timeStyle = exact ? 'medium' : 'short';
  return (
    <time className={styles['time']} dateTime={at}>
      {format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle })}
    </time>
  );
}
