'use client';

import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';

import { cx } from './cx';
import styles from './notice.module.css';

const ICONS = { danger: CircleAlert, warn: Info, info: Info, good: CircleCheck } as const;

interface NoticeProps {
  readonly kind: keyof typeof ICONS;
  readonly children: ReactNode;
}

/** A sentence about what just happened; problems are read out at once. */
export function Notice({ kind, children }: NoticeProps) {
  const Icon = ICONS[kind];
  return (
    <div
      className={cx(styles['notice'], styles[kind])}
      role={kind === 'danger' ? 'alert' : 'status'}
    >
      <Icon aria-hidden />
      <div>{children}</div>
    </div>
  );
}
