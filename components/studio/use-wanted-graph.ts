'use client';

import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';

import { openGraph, type GenerationGraph } from './editor-graphs';
import type { EditorWindow } from './editor-window';

const PARAMETER = 'generation';
/** Enough of an id to tell tabs apart. */
const NAME_DIGITS = 8;

/**
 * The generation whose graph the address asks for; it is taken out of the address, so that the
 * editor's router does not keep it and a reload does not open it again.
 */
export function takeWantedGeneration(): string | null {
  const url = new URL(window.location.href);
  const id = url.searchParams.get(PARAMETER);
  if (id === null) return null;
  url.searchParams.delete(PARAMETER);
  window.history.replaceState(null, '', url);
  return id;
}

interface WantedGraph {
  /** Null while there is none, or the editor is not ready for it. */
  readonly wanted: string | null;
  readonly editor: () => EditorWindow;
  readonly onDone: () => void;
}

/** Opens the graph that made a picture, once. */
export function useWantedGraph({ wanted, editor, onDone }: WantedGraph): void {
  const t = useTranslations('studio');
  const errorText = useErrorText();
  const started = useRef<string | null>(null);
  useEffect(() => {
    if (wanted === null || started.current === wanted) return;
    started.current = wanted;
    const open = async (): Promise<void> => {
      const graph = await fetchJson<GenerationGraph>(
        `/api/generations/${encodeURIComponent(wanted)}/graph`,
      );
      await openGraph(editor(), graph, `gallery-${wanted.slice(0, NAME_DIGITS)}`);
    };
    open()
      .catch((error: unknown) => toast.error(t('graphFailed', { reason: errorText(error) })))
      .finally(() => {
        started.current = null;
        onDone();
      });
  }, [wanted, editor, onDone, t, errorText]);
}
