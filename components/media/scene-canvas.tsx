'use client';

import { Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';

import { loadScene } from './load-scene';
import { createSceneStage, type SceneStage } from './scene-stage';
import styles from './scene.module.css';
import type { SceneViewProps } from './scene-view';

const TURN = Math.PI / 12;
const NEARER = 1.25;

/** The part of the viewer that needs the 3D library; fetched when a scene is looked at. */
export function SceneCanvas({ url, filename, onError }: SceneViewProps) {
  const t = useTranslations('scene');
  const hostRef = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<SceneStage | null>(null);
  const failed = useRef(onError);
  useEffect(() => {
    failed.current = onError;
  });

  useEffect(() => {
    if (hostRef.current === null) return undefined;
    const leaving = new AbortController();
    const fail = (): void => {
      if (!leaving.signal.aborted) failed.current();
    };
    let made: SceneStage;
    try {
      made = createSceneStage(hostRef.current);
    } catch {
      fail();
      return undefined;
    }
    loadScene(url, filename, leaving.signal)
      .then((object) => {
        if (leaving.signal.aborted) return;
        made.show(object);
        setStage(made);
      })
      .catch(fail);
    return () => {
      leaving.abort();
      setStage(null);
      made.close();
    };
  }, [url, filename]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const act = stage === null ? undefined : actsOf(stage)[event.key];
    if (act === undefined) return;
    // Elsewhere the arrow keys leaf through results.
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  return (
    <div className={styles['scene']}>
      {/* It is turned by keys, so it must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={hostRef}
        className={styles['canvas']}
        role="application"
        aria-label={t('label', { filename })}
        aria-busy={stage === null}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
      <div className={styles['tools']}>
        <Button
          look="ghost"
          size="small"
          icon
          aria-label={t('farther')}
          onClick={() => stage?.approach(1 / NEARER)}
        >
          <ZoomOut aria-hidden />
        </Button>
        <Button
          look="ghost"
          size="small"
          icon
          aria-label={t('nearer')}
          onClick={() => stage?.approach(NEARER)}
        >
          <ZoomIn aria-hidden />
        </Button>
        <Button look="ghost" size="small" icon aria-label={t('fit')} onClick={() => stage?.fit()}>
          <Maximize aria-hidden />
        </Button>
      </div>
    </div>
  );
}

const actsOf = (stage: SceneStage): Record<string, () => void> => ({
  ArrowLeft: () => stage.turn(-TURN, 0),
  ArrowRight: () => stage.turn(TURN, 0),
  ArrowUp: () => stage.turn(0, TURN),
  ArrowDown: () => stage.turn(0, -TURN),
  '+': () => stage.approach(NEARER),
  '=': () => stage.approach(NEARER),
  '-': () => stage.approach(1 / NEARER),
  '0': () => stage.fit(),
});
