'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

/** Reads out how many results came since the gallery was opened; the eye sees them arrive. */
export function NewResults({ items }: { readonly items: readonly GalleryItem[] }) {
  const t = useTranslations('gallery');
  const [since] = useState(() => items[0]?.createdAt ?? '');
  const count = items.filter(({ createdAt }) => createdAt > since).length;
  return (
    <VisuallyHidden>
      <span role="status">{count > 0 && t('new', { count })}</span>
    </VisuallyHidden>
  );
}
