'use client';

import styles from './console.module.css';

interface LogTextProps {
  readonly label: string;
  readonly lines: readonly string[];
}

/** Lines of a machine; they scroll inside, by keyboard too. */
export function LogText({ label, lines }: LogTextProps) {
  return (
    <pre
      // It scrolls by itself, so it must be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="group"
      aria-label={label}
      className={styles['log']}
    >
      {lines.join('\n')}
    </pre>
  );
}
