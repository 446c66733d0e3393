'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';

import styles from './gallery.module.css';
import type { Gallery } from './use-gallery';

/** How far ahead of the window's end the next page is fetched. */
const AHEAD = '1600px';

/** Fetches on as the end comes near; says so, and offers another try when it fails. */
export function GalleryEnd({ gallery }: { readonly gallery: Gallery }) {
  const t = useTranslations('gallery');
  const common = useTranslations('common');
  const end = useRef<HTMLDivElement>(null);
  const { hasMore, loadingMore, failed, loadMore } = gallery;
  const known = gallery.items.length;
  useEffect(() => {
    if (!hasMore || failed || end.current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) loadMore();
      },
      { root: end.current.closest('main'), rootMargin: AHEAD },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
    // Observed anew after each page: an end that is still in sight tells no change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [hasMore, failed, known]);
  if (!hasMore) return null;
  return (
    <div ref={end} className={styles['end']} role="status">
      {loadingMore && t('more')}
      {failed && (
        <>
          {t('moreFailed')}
          <Button size="small" onClick={loadMore}>
            {common('retry')}
          </Button>
        </>
      )}
    </div>
  );
}
