'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';

import { fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';

import { QUEUE_KEY } from './use-queue';

export interface QueueActs {
  /** What is under way: a prompt's id, `pause`, or nothing. */
  readonly busy: string | null;
  pause(paused: boolean): void;
  runNext(promptId: string): void;
  cancel(promptId: string): void;
}

/** What a person does with the own queue; failures are told, and the queue is read again. */
export function useQueueActs(): QueueActs {
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState<string | null>(null);

  async function act(what: string, path: string, body: object): Promise<void> {
    setBusy(what);
    try {
      await fetchJson<unknown>(path, { method: 'POST', body });
    } catch (error) {
      toast.error(errorText(error));
    }
    await queries.invalidateQueries({ queryKey: QUEUE_KEY });
    setBusy(null);
  }

  return {
    busy,
    pause: (paused) => void act('pause', '/api/queue/pause', { paused }),
    runNext: (id) => void act(id, `/api/queue/runs/${id}/move`, { before: null }),
    cancel: (id) => void act(id, `/studio/api/jobs/${id}/cancel`, {}),
  };
}
