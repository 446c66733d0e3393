'use client';

import { FileDown, ImageOff } from 'lucide-react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { isShownScene } from '@/components/media/scene-kinds';
import { SceneView } from '@/components/media/scene-view';

import { useReloadOnce } from '../use-reload-once';
import styles from './detail.module.css';
import { TextDocument } from './text-document';
import { ZoomablePicture } from './zoomable-picture';

/** The file itself: picture, video, sound, text, 3D object, or a word on why it is not shown. */
export function DetailMedia({ item }: { readonly item: GalleryItem }) {
  const t = useTranslations('detail');
  const { broken, onError } = useReloadOnce(item.id, item.url);
  if (broken) return <Plain icon={ImageOff} text={t('loadFailed')} />;
  switch (item.mediaType) {
    case 'image':
      return <ZoomablePicture item={item} onError={onError} />;
    case 'video':
      return (
        // What runs make comes without captions.
        // eslint-disable-next-line jsx-a11y/media-has-caption
        <video
          className={styles['media']}
          src={item.url}
          {...(item.thumbs.length > 0 && { poster: item.thumbs.at(-1)?.url })}
          controls
          autoPlay
          loop
          onError={onError}
        />
      );
    case 'audio':
      // eslint-disable-next-line jsx-a11y/media-has-caption
      return <audio className={styles['media']} src={item.url} controls onError={onError} />;
    case 'text':
      return <TextDocument item={item} onError={onError} />;
    case '3d':
      if (!isShownScene(item.filename, item.bytes)) break;
      return <SceneView url={item.url} filename={item.filename} onError={onError} />;
    default:
  }
  return <Plain icon={FileDown} text={t('noPreview')} />;
}

interface PlainProps {
  readonly icon: typeof ImageOff;
  readonly text: string;
}

function Plain({ icon: Icon, text }: PlainProps) {
  return (
    <div className={styles['plain']}>
      <Icon aria-hidden strokeWidth={1.4} />
      <p>{text}</p>
    </div>
  );
}
