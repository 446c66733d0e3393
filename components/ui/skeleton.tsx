import type { CSSProperties } from 'react';

import { cx } from './cx';
import styles from './skeleton.module.css';

interface SkeletonProps {
  readonly className?: string | undefined;
  readonly style?: CSSProperties;
}

/** The place of something that is being loaded. */
export function Skeleton({ className, style }: SkeletonProps) {
  return <span className={cx(styles['skeleton'], className)} style={style} aria-hidden />;
}
