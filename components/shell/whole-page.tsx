import type { ReactNode } from 'react';

import { cx } from '@/components/ui/cx';

import styles from './whole-page.module.css';

interface WholePageProps {
  /** Whether it stands alone, or in the frame, which has a main part already. */
  readonly alone: boolean;
  readonly children: ReactNode;
}

/** A page of one message, in the middle of what it may fill. */
export function WholePage({ alone, children }: WholePageProps) {
  const className = cx('atelier', styles['page']);
  return alone ? (
    <main className={className}>{children}</main>
  ) : (
    <div className={className}>{children}</div>
  );
}
