'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { toast } from 'sonner';

import { fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';

import type { Move } from './reorder';
import { QUEUE_KEY } from './use-queue';

export interface QueueActs {
  /** What is under way: a prompt's id, `pause`, or nothing. */
  readonly busy: string | null;
  /** Asked for and not answered yet; they show at once. */
  readonly moves: readonly Move[];
  readonly lastMoved: string | null;
  pause(paused: boolean): void;
  runNext(promptId: string): void;
  /** Changes places with the run above; does nothing without one. */
  moveUp(promptId: string, above: string | null): void;
  moveDown(promptId: string, below: string | null): void;
  cancel(promptId: string): void;
}

/** What a person does with the own queue; failures are told, and the queue is read again. */
export function useQueueActs(): QueueActs {
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState<string | null>(null);
  const order = useMoves(send);

  async function send(path: string, body: object): Promise<void> {
    try {
      await fetchJson<unknown>(path, { method: 'POST', body });
    } catch (error) {
      toast.error(errorText(error));
    }
    await queries.invalidateQueries({ queryKey: QUEUE_KEY });
  }

  async function act(what: string, path: string, body: object): Promise<void> {
    setBusy(what);
    await send(path, body);
    setBusy(null);
  }

  return {
    busy,
    ...order,
    pause: (paused) => void act('pause', '/api/queue/pause', { paused }),
    runNext: (id) => void act(id, `/api/queue/runs/${id}/move`, { before: null }),
    cancel: (id) => void act(id, `/studio/api/jobs/${id}/cancel`, {}),
  };
}

/**
 * Moves lie over the queue as the server last told it until it has answered, so that polls do not
 * undo them; one that was refused is taken away again.
 */
function useMoves(
  send: (path: string, body: object) => Promise<void>,
): Pick<QueueActs, 'moves' | 'lastMoved' | 'moveUp' | 'moveDown'> {
  const [moves, setMoves] = useState<readonly Move[]>([]);
  const [lastMoved, setLastMoved] = useState<string | null>(null);
  /** Sent one after the other: their order decides the outcome. */
  const line = useRef(Promise.resolve());

  function move(asked: Move, moved: string): void {
    setLastMoved(moved);
    setMoves((known) => [...known, asked]);
    const path = `/api/queue/runs/${asked.promptId}/move`;
    line.current = line.current
      .then(() => send(path, { before: asked.before }))
      .finally(() => setMoves((known) => known.filter((one) => one !== asked)));
  }

  return {
    ...{ moves, lastMoved },
    moveUp: (promptId, above) => {
      if (above !== null) move({ promptId, before: above }, promptId);
    },
    // There is no act for "after": the run below comes before this one.
    moveDown: (promptId, below) => {
      if (below !== null) move({ promptId: below, before: promptId }, promptId);
    },
  };
}
