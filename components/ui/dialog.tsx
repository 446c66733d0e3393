'use client';

import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

import { cx } from './cx';
import styles from './dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly text?: ReactNode;
  readonly children: ReactNode;
  /** Whether a press outside leaves it open: for what is shown only once. */
  readonly sticky?: boolean;
}

/** A modal dialog in our look; Escape closes it and focus goes back to where it was. */
export function Dialog({ open, onOpenChange, title, text, children, sticky = false }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={cx('atelier', styles['scrim'])} />
        <Radix.Content
          className={cx('atelier', styles['panel'])}
          onInteractOutside={(event) => {
            if (sticky) event.preventDefault();
          }}
          {...(text === undefined && { 'aria-describedby': undefined })}
        >
          <Radix.Title className={styles['title']}>{title}</Radix.Title>
          {text !== undefined && (
            <Radix.Description className={styles['text']}>{text}</Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The buttons at a dialog's end. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className={styles['actions']}>{children}</div>;
}
