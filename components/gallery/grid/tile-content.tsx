'use client';

import { AudioLines, Box, File, FileText, ImageOff, Play, type LucideIcon } from 'lucide-react';
import { useMemo } from 'react';
import { useLocale, useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import type { MediaType } from '@/lib/domain/generation';

import { formatDuration } from '../format-duration';
import styles from '../gallery.module.css';
import { useReloadOnce } from '../use-reload-once';
import { placeholderOf } from './placeholder';
import { ratioOf, srcSetOf, tileSizes } from './tile-shape';

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
  readonly eager: boolean;
  readonly plain: boolean;
}

/** What a tile shows: the picture, a film's poster, a text's beginning, or what kind of file it is. */
export function TileContent(props: TileContentProps) {
  const { item } = props;
  const { broken, onError } = useReloadOnce(item.id, item.url);
  const { mediaType, thumbUrl, excerpt } = item;
  if (broken) return <FileTile item={item} broken />;
  if (mediaType === 'image' || (mediaType === 'video' && thumbUrl !== null)) {
    return <Picture {...props} onError={onError} />;
  }
  if (mediaType === 'video') return <FirstFrame item={item} onError={onError} />;
  if (mediaType === 'text' && excerpt !== null) return <TextTile item={item} text={excerpt} />;
  return <FileTile item={item} />;
}

function Picture(props: TileContentProps & { readonly onError: () => void }) {
  const { item, eager, plain, onError } = props;
  const background = useMemo(() => placeholderOf(item.thumbHash, plain), [item.thumbHash, plain]);
  return (
    <>
      <img
        className={styles['picture']}
        src={item.thumbUrl ?? item.url}
        srcSet={srcSetOf(item)}
        sizes={tileSizes(ratioOf(item))}
        width={item.width ?? undefined}
        height={item.height ?? undefined}
        loading={eager ? 'eager' : 'lazy'}
        decoding="async"
        draggable={false}
        alt=""
        style={background}
        onError={onError}
      />
      <Moving item={item} />
      <Caption item={item} />
    </>
  );
}

function FirstFrame(props: { readonly item: GalleryItem; readonly onError: () => void }) {
  const { item, onError } = props;
  return (
    <>
      <video
        className={styles['picture']}
        src={`${item.url}#t=0.1`}
        preload="metadata"
        muted
        playsInline
        tabIndex={-1}
        onError={onError}
      />
      <Moving item={item} />
      <Caption item={item} />
    </>
  );
}

/** The mark of a film or an animation, with its length where it is known. */
function Moving({ item }: { readonly item: GalleryItem }) {
  const t = useTranslations('gallery');
  const locale = useLocale();
  const { mediaType, frames, mediaDurationMs } = item;
  if (mediaType !== 'video' && frames === null) return null;
  return (
    <span className={styles['mark']} aria-hidden>
      <Play aria-hidden fill="currentColor" />
      {mediaDurationMs !== null && formatDuration(mediaDurationMs, locale)}
      {mediaDurationMs === null && frames !== null && t('frames', { frames })}
    </span>
  );
}

function Caption({ item }: { readonly item: GalleryItem }) {
  return (
    <span className={styles['caption']} aria-hidden>
      {item.prompt === '' ? item.filename : item.prompt.slice(0, 120)}
    </span>
  );
}

function TextTile({ item, text }: { readonly item: GalleryItem; readonly text: string }) {
  return (
    <span className={styles['text']}>
      <span className={styles['excerpt']}>{text}</span>
      <span className={styles['textName']}>
        <FileText aria-hidden strokeWidth={1.5} />
        {item.filename}
      </span>
    </span>
  );
}

function FileTile({
  item,
  broken = false,
}: {
  readonly item: GalleryItem;
  readonly broken?: boolean;
}) {
  const t = useTranslations('gallery');
  const Icon = broken ? ImageOff : FILE_ICONS[item.mediaType];
  return (
    <span className={styles['file']}>
      <Icon aria-hidden strokeWidth={1.5} />
      <span className={styles['fileName']}>{item.filename}</span>
      <span>{broken ? t('unavailable') : t(`types.${item.mediaType}`)}</span>
    </span>
  );
}
