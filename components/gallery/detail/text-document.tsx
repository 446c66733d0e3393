'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import styles from './detail.module.css';

/** More is not read on a screen, and makes browsers slow. */
const SHOWN_BYTES = 256 * 1024;

async function readBeginning(url: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(url, { signal, headers: { range: `bytes=0-${SHOWN_BYTES - 1}` } });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return new TextDecoder().decode(await answer.arrayBuffer());
}

interface TextDocumentProps {
  readonly item: GalleryItem;
  readonly onError: () => void;
}

/** A text file, as far as it is read on a screen. */
export function TextDocument({ item, onError }: TextDocumentProps) {
  const t = useTranslations('detail');
  const { data, isError } = useQuery({
    // A failure belongs to the URL; a new one is a new try, and the text stays in sight meanwhile.
    queryKey: ['text', item.id, item.url],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => readBeginning(item.url, signal),
    enabled: item.bytes > 0,
    staleTime: Infinity,
    retry: 1,
  });
  useEffect(() => {
    if (isError) onError();
  }, [isError, onError]);
  const text = item.bytes === 0 ? '' : (data ?? item.excerpt);
  return (
    // It scrolls, so it must be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['document']} role="region" aria-label={item.filename} tabIndex={0}>
      {isError ? t('loadFailed') : (text ?? t('textLoading'))}
      {item.bytes > SHOWN_BYTES && <p className={styles['none']}>{t('textCut')}</p>}
    </div>
  );
}
