'use client';

import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

import { EDITOR_FRAME_PATH } from '@/lib/domain/editor-manifest';

import { offerStarterGraph } from './editor-graphs';
import { claimEditorStorage, watchEditorOwner } from './editor-storage';
import { editorWindow, type EditorWindow } from './editor-window';
import { STUDIO_BASE } from './manifest';
import styles from './studio.module.css';
import { takeWantedGeneration, useWantedGraph } from './use-wanted-graph';

interface StudioFrameProps {
  readonly userId: string;
  readonly shown: boolean;
}

/** How often the frame is looked at while it starts. */
const POLL_MS = 50;

const isLoaded = (editor: EditorWindow): boolean =>
  editor.app?.graph !== undefined && editor.document.getElementById('splash-loader') === null;

/**
 * The fallback: the editor's own page in an iframe, which is only put in when it comes into sight.
 * Without a name: the editor would take it for its client id, the same for every visitor.
 */
export function StudioFrame({ userId, shown }: StudioFrameProps) {
  const t = useTranslations('studio');
  const place = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const [seen, setSeen] = useState(false);
  const [loaded, setLoaded] = useState(false);
  const [wanted, setWanted] = useState<string | null>(null);
  const editor = (): EditorWindow | null =>
    frame.current?.contentWindow ? editorWindow(frame.current.contentWindow) : null;

  useEffect(() => {
    claimEditorStorage(userId);
    return watchEditorOwner(userId, () => window.location.reload());
  }, [userId]);

  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the address is outside React
    if (shown) setWanted((before) => takeWantedGeneration() ?? before);
  }, [shown]);

  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting !== true) return;
      observer.disconnect();
      setSeen(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!seen) return;
    let offered = false;
    const timer = window.setInterval(() => {
      const inside = editor();
      if (inside === null) return;
      offered ||= offerStarterGraph(inside);
      if (!isLoaded(inside)) return;
      window.clearInterval(timer);
      setLoaded(true);
    }, POLL_MS);
    return () => window.clearInterval(timer);
  }, [seen]);

  useWantedGraph({
    wanted: loaded ? wanted : null,
    editor: () => editor() ?? editorWindow(window),
    onDone: () => setWanted(null),
  });

  return (
    <div ref={place} className={styles['root']}>
      {seen && (
        <iframe
          ref={frame}
          className={styles['frame']}
          src={STUDIO_BASE + EDITOR_FRAME_PATH}
          title={t('title')}
        />
      )}
    </div>
  );
}
