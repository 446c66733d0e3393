'use client';

import { Download, FileDown } from 'lucide-react';
import { useState, type CSSProperties } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import { isShownScene } from '@/components/media/scene-kinds';
import { SceneView } from '@/components/media/scene-view';
import { Logo } from '@/components/shell/logo';
import { ButtonLink } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';
import type { SharedFile, ShareMode } from '@/lib/domain/share';

import styles from './shared-view.module.css';

interface SharedViewProps {
  readonly page: {
    readonly mode: ShareMode;
    readonly expiresAt: string;
    readonly files: readonly SharedFile[];
  };
}

/** What visitors of a public link see. */
export function SharedView({ page: { files, expiresAt } }: SharedViewProps) {
  const t = useTranslations('shared');
  const format = useFormatter();
  const date = format.dateTime(new Date(expiresAt), { dateStyle: 'long', timeStyle: 'short' });
  return (
    <main className={cx('atelier', styles['page'])}>
      <header className={styles['head']}>
        <Logo />
        <h1>{t('heading', { count: files.length })}</h1>
        <p>{t('until', { date })}</p>
      </header>
      <ul className={cx(styles['files'], files.length === 1 && styles['single'])}>
        {files.map((file) => (
          <li key={file.url}>
            <SharedFileView file={file} isAlone={files.length === 1} />
          </li>
        ))}
      </ul>
    </main>
  );
}

interface SharedFileProps {
  readonly file: SharedFile;
  readonly isAlone: boolean;
}

function SharedFileView({ file, isAlone }: SharedFileProps) {
  const t = useTranslations('shared');
  const { width, height } = file;
  const shape = width === null || height === null ? undefined : width / height;
  return (
    <figure
      className={styles['file']}
      style={shape === undefined ? undefined : ({ '--shape': shape } as CSSProperties)}
    >
      <Media file={file} isAlone={isAlone} />
      <figcaption>
        <span>{file.filename}</span>
        <ButtonLink look="secondary" size="small">
          <a href={`${file.url}?download`} download={file.filename}>
            <Download aria-hidden />
            {t('download')}
          </a>
        </ButtonLink>
      </figcaption>
      {file.prompt !== null && file.prompt !== '' && (
        <p className={styles['prompt']}>{file.prompt}</p>
      )}
    </figure>
  );
}

function Media({ file, isAlone }: SharedFileProps) {
  const { mediaType, url, thumbs, filename, width, height } = file;
  const [isBroken, setBroken] = useState(false);
  const largest = thumbs.at(-1);
  // What a graph makes has no captions.
  /* eslint-disable jsx-a11y/media-has-caption */
  if (mediaType === 'video')
    return <video src={url} controls preload="metadata" aria-label={filename} />;
  if (mediaType === 'audio')
    return <audio src={url} controls preload="metadata" aria-label={filename} />;
  /* eslint-enable jsx-a11y/media-has-caption */
  if (mediaType === '3d' && isShownScene(filename, file.bytes) && !isBroken) {
    return (
      <div className={styles['scene']}>
        <SceneView url={url} filename={filename} onError={() => setBroken(true)} />
      </div>
    );
  }
  if (mediaType === 'text' && file.excerpt !== null) {
    return <pre className={styles['text']}>{file.excerpt}</pre>;
  }
  if (mediaType !== 'image') {
    return (
      <div className={styles['plain']}>
        <FileDown aria-hidden strokeWidth={1.4} />
      </div>
    );
  }
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      <img
        src={largest?.url ?? url}
        srcSet={thumbs.map((thumb) => `${thumb.url} ${thumb.width}w`).join(', ')}
        sizes={isAlone ? '(max-width: 1008px) 100vw, 960px' : '(max-width: 700px) 100vw, 640px'}
        alt={filename}
        loading="lazy"
        {...(width !== null && height !== null && { width, height })}
      />
    </a>
  );
}
