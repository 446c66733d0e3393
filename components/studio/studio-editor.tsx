'use client';

import { useEffect, useLayoutEffect, useState } from 'react';

import { offerStarterGraph } from './editor-graphs';
import { claimEditorStorage, watchEditorOwner } from './editor-storage';
import { editorWindow } from './editor-window';
import { mountComfyUI, setEditorShown } from './mount-comfyui';
import { StudioCurtain, type EditorState } from './studio-curtain';
import styles from './studio.module.css';
import { takeWantedGeneration, useWantedGraph } from './use-wanted-graph';
import { useStudioToken } from './use-studio-token';

interface StudioEditorProps {
  readonly userId: string;
  readonly shown: boolean;
}

const ROOT_ID = 'workflow-root';

/** The editor in our own document. React only makes its root; what is inside is the editor's. */
export function StudioEditor({ userId, shown }: StudioEditorProps) {
  const [state, setState] = useState<EditorState>('loading');
  const [wanted, setWanted] = useState<string | null>(null);
  const token = useStudioToken(true);

  useLayoutEffect(() => {
    // Before the editor's router sees the address.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    if (shown) setWanted((before) => takeWantedGeneration() ?? before);
    setEditorShown(shown);
  }, [shown]);

  useEffect(() => {
    claimEditorStorage(userId);
    mountComfyUI(`#${ROOT_ID}`, {
      wsToken: token,
      onModules: () => offerStarterGraph(editorWindow(window)),
    })
      .then(({ ready }) => ready)
      .then(
        () => setState('ready'),
        () => setState('failed'),
      );
    return watchEditorOwner(userId, () => window.location.reload());
    // The editor is mounted once and takes nothing from later renders.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useWantedGraph({
    wanted: state === 'ready' ? wanted : null,
    editor: () => editorWindow(window),
    onDone: () => setWanted(null),
  });

  return (
    <>
      <div id={ROOT_ID} className={styles['root']} />
      <StudioCurtain state={state} />
    </>
  );
}
