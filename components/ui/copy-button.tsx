'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';

import { Button } from './button';

const SHOW_DONE_MS = 2_000;

interface CopyButtonProps {
  readonly label: string;
  readonly text: string;
  readonly className?: string;
}

/** Copies a text that stands beside it. */
export function CopyButton({ label, text, className = '' }: CopyButtonProps) {
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
    <Button
      className={className}
      size="small"
      look="ghost"
      icon
      aria-label={done ? t('copied') : label}
      onClick={() => void copy()}
    >
      <Icon aria-hidden />
    </Button>
  );
}
