'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import type { MouseEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { ButtonLink } from '@/components/ui/button';

import { refreshItem } from '../gallery-queries';
import type { Acts } from '../use-acts';
import { isOldUrl } from './url-age';

interface DownloadLinkProps {
  readonly item: GalleryItem;
  readonly acts: Acts;
}

/** Saves the original. The link of a page that was left open for hours is renewed first. */
export function DownloadLink({ item, acts }: DownloadLinkProps) {
  const t = useTranslations('detail');
  const queries = useQueryClient();
  const renewed = async (): Promise<GalleryItem> => {
    await refreshItem(queries, item.id);
    const fresh = queries.getQueryData<GalleryItem>(['generation', item.id]);
    // The server may not have answered; the old link may still do.
    return fresh === undefined || isOldUrl(fresh.downloadUrl, Date.now()) ? item : fresh;
  };
  const press = (event: MouseEvent): void => {
    if (!isOldUrl(item.downloadUrl, Date.now())) return;
    event.preventDefault();
    void renewed().then((fresh) => acts.download([fresh]));
  };
  return (
    <ButtonLink look="secondary">
      <a href={item.downloadUrl} download={item.filename} onClick={press}>
        <Download aria-hidden />
        {t('download')}
      </a>
    </ButtonLink>
  );
}
