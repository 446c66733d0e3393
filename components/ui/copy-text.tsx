'use client';

import { useTranslations } from 'use-intl';

import { CopyButton } from './copy-button';
import styles from './copy-text.module.css';
import { cx } from './cx';

interface CopyTextProps {
  readonly label: string;
  readonly text: string;
  readonly large?: boolean;
}

/** Text to take away, with a button that copies it. */
export function CopyText({ label, text, large = false }: CopyTextProps) {
  const t = useTranslations('common');
  return (
    <div className={styles['box']}>
      <pre
        // It scrolls sideways, so it must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={label}
        role="region"
        className={cx(styles['text'], large && styles['large'])}
      >
        {text}
      </pre>
      <CopyButton
        label={t('copyNamed', { name: label })}
        text={text}
        className={styles['copy'] ?? ''}
      />
    </div>
  );
}
