/** The caller's results, newest first: pages as they are asked for, and news as it comes. */
import type { LiveClient } from '@/lib/realtime/client';
import type { ResultItem } from '@/lib/domain/result-item';

import { listResults } from './results-api';

export type ListState = 'loading' | 'ready' | 'failed';

export interface ResultList {
  readonly items: readonly ResultItem[];
  readonly state: ListState;
  readonly hasMore: boolean;
  loadMore(): void;
  /** Only the results of one of the editor's workflows; null: all. */
  filter(workflow: string | null): void;
  /** Takes one out at once, before the server was told, or puts it back where it was. */
  hide(id: string): void;
  unhide(id: string): void;
  close(): void;
}

/** A batch ends with many events; one answer brings them all. */
const GATHER_MS = 250;

/** @param changed is called whenever something is to be drawn anew */
export function createResultList(live: LiveClient, changed: () => void): ResultList {
  let items: readonly ResultItem[] = [];
  let next: string | null = null;
  let state: ListState = 'loading';
  let workflow: string | null = null;
  /** Answers to an earlier question are thrown away. */
  let question = 0;
  let isBusy = false;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const hidden = new Set<string>();

  async function load(before: string | null): Promise<void> {
    const asked = question;
    isBusy = true;
    try {
      const page = await listResults(workflow, before);
      if (asked !== question) return;
      items = before === null ? merged(page.items, items) : [...items, ...fresh(page.items, items)];
      // The first page again: what follows what is already there stays known.
      if (before !== null || items.length === page.items.length) next = page.next;
      state = 'ready';
    } catch {
      if (asked === question) state = 'failed';
    } finally {
      isBusy = false;
    }
    changed();
  }

  const refresh = (): void => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      void load(null);
    }, GATHER_MS);
  };

  const stops = [
    live.on('connected', refresh),
    live.on('generation', ({ change, generationId }) => {
      if (change !== 'deleted') {
        refresh();
        return;
      }
      items = items.filter(({ id }) => id !== generationId);
      changed();
    }),
  ];
  void load(null);

  return {
    get items() {
      return items.filter(({ id }) => !hidden.has(id));
    },
    get state() {
      return state;
    },
    get hasMore() {
      return next !== null;
    },
    loadMore() {
      if (!isBusy && next !== null) void load(next);
    },
    filter(wanted) {
      if (wanted === workflow) return;
      workflow = wanted;
      question += 1;
      items = [];
      next = null;
      state = 'loading';
      changed();
      void load(null);
    },
    hide(id) {
      hidden.add(id);
      changed();
    },
    unhide(id) {
      hidden.delete(id);
      refresh();
      changed();
    },
    close() {
      question += 1;
      clearTimeout(gathering);
      for (const stop of stops) stop();
    },
  };
}

const fresh = (
  page: readonly ResultItem[],
  known: readonly ResultItem[],
): readonly ResultItem[] => {
  const ids = new Set(known.map(({ id }) => id));
  return page.filter(({ id }) => !ids.has(id));
};

/** The newest page, and of what is known what is older than it. */
export function merged(
  page: readonly ResultItem[],
  known: readonly ResultItem[],
): readonly ResultItem[] {
  const last = page.at(-1);
  if (last === undefined) return [];
  const older = known.filter(({ createdAt }) => createdAt <= last.createdAt);
  return [...page, ...fresh(older, page)];
}
