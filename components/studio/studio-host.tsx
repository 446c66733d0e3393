'use client';

import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { STUDIO_BASE } from './manifest';
import { StudioEditor } from './studio-editor';
import { StudioFrame } from './studio-frame';
import styles from './studio.module.css';
import { useComing } from './use-coming';
import { useHeadStart } from './use-head-start';

export interface StudioHostProps {
  /** Whose editor it is; what the browser keeps of another user's is cleared first. */
  readonly userId: string;
  /** In the page itself, or in an iframe where an installation wants that. */
  readonly embed: 'mount' | 'iframe';
}

const isStudio = (path: string): boolean => `${path.replace(/\/$/, '')}/` === STUDIO_BASE;

/**
 * Holds the editor for as long as the document lives: it is loaded on the first visit to the studio
 * and stays, hidden, while other pages are shown, so that graph, undo history and socket stay too.
 */
export function StudioHost({ userId, embed }: StudioHostProps) {
  const t = useTranslations('studio');
  const path = usePathname();
  const [opened, setOpened] = useState(isStudio(path));
  const shown = useComing(opened && embed === 'mount', path) || isStudio(path);
  if (shown && !opened) setOpened(true);
  useHeadStart(!opened && embed === 'mount');

  const Editor = embed === 'mount' ? StudioEditor : StudioFrame;
  return (
    <section className={styles['host']} data-shown={shown} aria-label={t('title')}>
      {opened && <Editor userId={userId} shown={shown} />}
    </section>
  );
}
