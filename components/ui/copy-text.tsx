'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';

import { Button } from './button';
import styles from './copy-text.module.css';
import { cx } from './cx';

const SHOW_DONE_MS = 2_000;

interface CopyTextProps {
  readonly label: string;
  readonly text: string;
  readonly large?: boolean;
}

/** Text to take away, with a button that copies it. */
export function CopyText({ label, text, large = false }: CopyTextProps) {
  const t = useTranslations('common');
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), SHOW_DONE_MS);
    return () => clearTimeout(timer);
  }, [done]);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
    } catch {
      // Browsers refuse the clipboard on plain http; the text can be selected by hand.
      toast.error(t('copyRefused'));
    }
  };
  const Icon = done ? Check : Copy;
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
      <Button
        className={styles['copy']}
        size="small"
        look="ghost"
        icon
        aria-label={done ? t('copied') : t('copyNamed', { name: label })}
        onClick={() => void copy()}
      >
        <Icon aria-hidden />
      </Button>
    </div>
  );
}
