'use client';

import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';

import styles from './button.module.css';
import { cx } from './cx';

interface ButtonLook {
  readonly look?: 'primary' | 'secondary' | 'ghost' | 'danger';
  readonly size?: 'normal' | 'small';
  /** Square, for a lone icon; give it an `aria-label`. */
  readonly icon?: boolean;
}

export interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Shows that the act is under way and takes no second press. Focus stays. */
  readonly busy?: boolean;
}

function classesOf({ look = 'secondary', size = 'normal', icon = false }: ButtonLook): string {
  return cx(
    styles['button'],
    styles[look],
    size === 'small' && styles['small'],
    icon && styles['icon'],
  );
}

export function Button(props: ButtonProps) {
  const { look, size, icon, busy = false, className, children, onClick, ...rest } = props;
  return (
    <button
      type="button"
      className={cx(classesOf({ look, size, icon } as ButtonLook), className)}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
      {...rest}
    >
      {busy && <span className={styles['spinner']} aria-hidden />}
      {children}
    </button>
  );
}

/** A link that looks like a button; its child is the link. */
export function ButtonLink({
  look,
  size,
  icon,
  className,
  ...rest
}: ComponentProps<'a'> & ButtonLook) {
  return (
    <Slot.Root className={cx(classesOf({ look, size, icon } as ButtonLook), className)} {...rest} />
  );
}
