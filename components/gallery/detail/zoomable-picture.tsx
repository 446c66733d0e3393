'use client';

import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';

import { srcSetOf } from '../grid/tile-shape';
import styles from './detail.module.css';
import { useDetailKeys } from './use-detail-keys';
import { useZoom, type Zoom } from './use-zoom';

interface ZoomablePictureProps {
  readonly item: GalleryItem;
  readonly onError: () => void;
}

/** From this enlargement on a person looks at single pixels. */
const PIXEL_SCALE = 2;

/** A picture fitted into its window that can be zoomed and moved. */
export function ZoomablePicture({ item, onError }: ZoomablePictureProps) {
  const windowRef = useRef<HTMLDivElement>(null);
  const [natural, setNatural] = useState({
    width: item.width ?? 1024,
    height: item.height ?? 1024,
  });
  const zoom = useZoom(windowRef, natural);
  const { view, fitted } = zoom;
  const shown = (fitted.width * view.scale) / natural.width;
  return (
    <>
      <div
        ref={windowRef}
        className={cx(styles['window'], view.scale > 1 && styles['moved'])}
        {...zoom.handlers}
      >
        <img
          className={cx(styles['picture'], shown >= PIXEL_SCALE && styles['sharp'])}
          src={item.url}
          srcSet={srcSetOf(item, true)}
          // The browser takes a thumbnail while it is enough, the original once one zooms in.
          sizes={`${Math.ceil(fitted.width * view.scale)}px`}
          alt={item.prompt === '' ? item.filename : item.prompt}
          draggable={false}
          style={{
            width: fitted.width,
            height: fitted.height,
            transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
          }}
          onLoad={(event) => {
            if (item.width === null) setNatural(naturalSize(event.currentTarget));
          }}
          onError={onError}
        />
      </div>
      <ZoomTools zoom={zoom} shown={shown} />
    </>
  );
}

const naturalSize = (image: HTMLImageElement): { width: number; height: number } => ({
  width: image.naturalWidth,
  height: image.naturalHeight,
});

/** @param shown the picture's size on the screen by its own */
function ZoomTools({ zoom, shown }: { readonly zoom: Zoom; readonly shown: number }) {
  const t = useTranslations('detail');
  const tools = useRef<HTMLDivElement>(null);
  const zoomIn = (): void => zoom.zoomBy(zoom.step);
  const zoomOut = (): void => zoom.zoomBy(1 / zoom.step);
  useDetailKeys(tools, { '+': zoomIn, '=': zoomIn, '-': zoomOut, '0': zoom.fit });
  return (
    <div ref={tools} className={styles['tools']}>
      <Button look="ghost" size="small" icon aria-label={t('zoomOut')} onClick={zoomOut}>
        <ZoomOut aria-hidden />
      </Button>
      <span className={styles['percent']}>{t('zoomHint', { percent: shown })}</span>
      <Button look="ghost" size="small" icon aria-label={t('zoomIn')} onClick={zoomIn}>
        <ZoomIn aria-hidden />
      </Button>
      <Button look="ghost" size="small" icon aria-label={t('fit')} onClick={zoom.fit}>
        <Maximize aria-hidden />
      </Button>
    </div>
  );
}
