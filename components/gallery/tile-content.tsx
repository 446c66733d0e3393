'use client';

import { AudioLines, Box, File, FileText, ImageOff, Play, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/components/api/types';
import type { MediaType } from '@/lib/domain/generation';

import styles from './gallery.module.css';
import { srcSetOf, tileSizes } from './tile-shape';
import { useReloadOnce } from './use-reload-once';

const FILE_ICONS: Record<MediaType, LucideIcon> = {
  image: ImageOff,
  video: Play,
  audio: AudioLines,
  '3d': Box,
  text: FileText,
  other: File,
};

interface TileContentProps {
  readonly item: GalleryItem;
  readonly ratio: number;
  readonly eager: boolean;
}

/** What a tile shows: the picture, a video's first frame, or what kind of file it is. */
export function TileContent({ item, ratio, eager }: TileContentProps) {
  const { broken, onError } = useReloadOnce(item.id, item.url);
  if (item.mediaType === 'image' && !broken) {
    return <Picture item={item} ratio={ratio} eager={eager} onError={onError} />;
  }
  if (item.mediaType === 'video' && !broken) return <FirstFrame item={item} onError={onError} />;
  return <FileTile item={item} />;
}

function Picture({
  item,
  ratio,
  eager,
  onError,
}: TileContentProps & { readonly onError: () => void }) {
  return (
    <>
      <img
        className={styles['picture']}
        src={item.thumbUrl ?? item.url}
        srcSet={srcSetOf(item)}
        sizes={tileSizes(ratio)}
        width={item.width ?? undefined}
        height={item.height ?? undefined}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        alt=""
        onError={onError}
      />
      <Caption item={item} />
    </>
  );
}

function FirstFrame({
  item,
  onError,
}: {
  readonly item: GalleryItem;
  readonly onError: () => void;
}) {
  return (
    <>
      {item.thumbUrl === null ? (
        <video
          className={styles['picture']}
          src={`${item.url}#t=0.1`}
          preload="metadata"
          muted
          playsInline
          tabIndex={-1}
          onError={onError}
        />
      ) : (
        <img
          className={styles['picture']}
          src={item.thumbUrl}
          alt=""
          loading="lazy"
          onError={onError}
        />
      )}
      <span className={styles['mark']}>
        <Play aria-hidden fill="currentColor" />
      </span>
      <Caption item={item} />
    </>
  );
}

function Caption({ item }: { readonly item: GalleryItem }) {
  return (
    <span className={styles['caption']} aria-hidden>
      {item.prompt === '' ? item.filename : item.prompt}
    </span>
  );
}

function FileTile({ item }: { readonly item: GalleryItem }) {
  const t = useTranslations('gallery.types');
  const Icon = FILE_ICONS[item.mediaType];
  return (
    <span className={styles['file']}>
      <Icon aria-hidden strokeWidth={1.5} />
      <span className={styles['fileName']}>{item.filename}</span>
      <span>{t(item.mediaType)}</span>
    </span>
  );
}
