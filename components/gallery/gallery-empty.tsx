'use client';

import { Images, SearchX, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';

import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

import { filterQuery, type Filter } from './filter/filter-params';

interface GalleryEmptyProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** Why there is nothing to see, and the way on. */
export function GalleryEmpty({ filter, onChange }: GalleryEmptyProps) {
  const t = useTranslations('gallery');
  const { trash, ...rest } = filter;
  if (filterQuery(rest) !== '') {
    return (
      <EmptyState icon={SearchX} title={t('nothingTitle')} text={t('nothingText')}>
        <Button onClick={() => onChange(trash === true ? { trash } : {})}>
          {t('filters.reset')}
        </Button>
      </EmptyState>
    );
  }
  if (trash === true) {
    return (
      <EmptyState icon={Trash2} title={t('trashEmptyTitle')} text={t('trashEmptyText')}>
        <Button onClick={() => onChange({})}>{t('backToGallery')}</Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Images} title={t('emptyTitle')} text={t('emptyText')}>
      <ButtonLink look="primary">
        <Link href="/studio/">{t('openStudio')}</Link>
      </ButtonLink>
    </EmptyState>
  );
}
