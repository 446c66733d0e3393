'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';

import styles from './admin.module.css';

interface PagerProps {
  /** Counts from 1. */
  readonly page: number;
  readonly pages: number;
  readonly onGo: (page: number) => void;
}

/** Steps through pages; nothing where there is only one. */
export function Pager({ page, pages, onGo }: PagerProps) {
  const t = useTranslations('admin');
  if (pages <= 1) return null;
  return (
    <div className={styles['pager']}>
      <span>{t('page', { page: String(page), pages: String(pages) })}</span>
      <Button
        size="small"
        icon
        aria-label={t('previousPage')}
        disabled={page <= 1}
        onClick={() => onGo(page - 1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <Button
        size="small"
        icon
        aria-label={t('nextPage')}
        disabled={page >= pages}
        onClick={() => onGo(page + 1)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </div>
  );
}
