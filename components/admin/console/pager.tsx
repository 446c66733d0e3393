'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';

import admin from './admin.module.css';
import styles from './console.module.css';

interface PagerProps {
  /** Counts from 1. */
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly onGo: (page: number) => void;
}

/** How many there are, and steps through the pages where there is more than one. */
export function Pager({ page, pages, total, onGo }: PagerProps) {
  const t = useTranslations('console');
  const format = useFormatter();
  return (
    <div className={styles['foot']}>
      <span className={styles['total']} role="status">
        {t('total', { total: format.number(total) })}
      </span>
      {pages > 1 && (
        <div className={admin['pager']}>
          <span>{t('page', { page: format.number(page), pages: format.number(pages) })}</span>
          <Button
            size="small"
            icon
            aria-label={t('newer')}
            disabled={page <= 1}
            onClick={() => onGo(page - 1)}
          >
            <ChevronLeft aria-hidden />
          </Button>
          <Button
            size="small"
            icon
            aria-label={t('older')}
            disabled={page >= pages}
            onClick={() => onGo(page + 1)}
          >
            <ChevronRight aria-hidden />
          </Button>
        </div>
      )}
    </div>
  );
}
