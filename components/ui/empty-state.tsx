import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text: string;
  /** The way on. */
  readonly children?: ReactNode;
  readonly heading?: 'h1' | 'h2';
}

/** What stands where there is nothing to show: why, and what to do. */
export function EmptyState(props: EmptyStateProps) {
  const { icon: Icon, title, text, children, heading: Heading = 'h2' } = props;
  return (
    <div className={styles['state']}>
      <div className={styles['picture']}>
        <Icon aria-hidden strokeWidth={1.6} />
      </div>
      <Heading className={styles['title']}>{title}</Heading>
      <p className={styles['text']}>{text}</p>
      {children !== undefined && <div className={styles['action']}>{children}</div>}
    </div>
  );
}
