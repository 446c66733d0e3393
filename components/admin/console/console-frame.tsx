import type { ReactNode } from 'react';

import type { Role } from '@/lib/domain/user';

import { ConsoleNav } from './console-nav';
import styles from './console.module.css';

interface ConsoleFrameProps {
  readonly role: Role;
  readonly children: ReactNode;
}

/** What all pages of the console have around them. */
export function ConsoleFrame({ role, children }: ConsoleFrameProps) {
  return (
    <div className={styles['console']}>
      <ConsoleNav role={role} />
      {children}
    </div>
  );
}
