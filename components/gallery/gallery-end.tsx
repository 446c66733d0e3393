'use client';

import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';

import styles from './gallery.module.css';
import type { Gallery } from './use-gallery';

/** Says that more is on its way; says so, and offers another try, when it does not come. */
export function GalleryEnd({ gallery }: { readonly gallery: Gallery }) {
  const t = useTranslations('gallery');
  const common = useTranslations('common');
  const { loadingMore, failed, retry } = gallery;
  if (!loadingMore && !failed) return null;
  return (
    <div className={styles['end']} role="status">
      {failed ? (
        <>
          {t(loadingMore ? 'more' : 'moreFailed')}
          {/* It stays while it is tried again: who pressed it keeps the focus there. */}
          <Button size="small" busy={loadingMore} onClick={retry}>
            {common('retry')}
          </Button>
        </>
      ) : (
        t('more')
      )}
    </div>
  );
}
