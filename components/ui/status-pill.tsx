import type { ReactNode } from 'react';

import { cx } from './cx';
import styles from './status-pill.module.css';

export type Tone = 'neutral' | 'good' | 'warn' | 'danger';

/** A state in a word; its colour only underlines what the word says. */
export function StatusPill({
  tone,
  children,
}: {
  readonly tone: Tone;
  readonly children: ReactNode;
}) {
  return <span className={cx(styles['pill'], tone !== 'neutral' && styles[tone])}>{children}</span>;
}
