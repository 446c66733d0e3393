/** The caller's results, newest first: pages as they are asked for, and news as it comes. */
import { ApiError } from '@/components/api/fetch-json';
import type { LiveClient } from '@/lib/realtime/client';
import type { ResultItem } from '@/lib/domain/result-item';

import { listResults } from './results-api';
import { continued, isBehind, renewed, type Known } from './result-order';

/** `ended`: the session is over, and nothing is answered before somebody signs in again. */
export type ListState = 'loading' | 'ready' | 'failed' | 'ended';

export interface ResultList {
  readonly items: readonly ResultItem[];
  readonly state: ListState;
  /** Goes on behind the last one; does nothing after a failure. */
  loadMore(): void;
  /** Asks again for what did not come. */
  retry(): void;
  /** Only the results of one of the editor's workflows; null: all. */
  filter(workflow: string | null): void;
  /** Takes one out at once, before the server was told. */
  hide(id: string): void;
  /** Shows it again where it was: the server refused. */
  unhide(id: string): void;
  /** The server brought one back out of the trash. */
  restored(id: string): void;
  close(): void;
}

/** What to ask for: the newest, what follows the last, or all that is known from the top. */
type Question = 'newest' | 'more' | 'all';

/** A batch ends with many events; one answer brings them all. */
const GATHER_MS = 250;
/** So many at once where many are asked for anew: the most that the server gives. */
const ALL_LIMIT = 100;
const SIGNED_OUT = 401;

/** @param changed is called whenever something is to be drawn anew */
export function createResultList(live: LiveClient, changed: () => void): ResultList {
  let known: Known = { items: [], next: null };
  let workflow: string | null = null;
  let isLoaded = false;
  let trouble: 'failed' | 'ended' | null = null;
  /** Hidden here until the server answers, and those of which it told that they are in the trash. */
  const hidden = new Set<string>();
  const trashed = new Set<string>();
  const isGone = (id: string): boolean => hidden.has(id) || trashed.has(id);

  // One request at a time: an older answer never overtakes a newer one.
  const wanted = new Set<Question>();
  const unanswered = new Set<Question>();
  let running: AbortController | null = null;
  let gathering: ReturnType<typeof setTimeout> | undefined;

  async function answer(question: Question, signal: AbortSignal): Promise<Known> {
    // What came back while the answer was on its way is not in it.
    const before = new Set([...hidden, ...trashed]);
    const wasGone = (id: string): boolean => before.has(id) || isGone(id);
    if (question === 'all') return readAll(wasGone, signal);
    const isMore = question === 'more';
    const page = await listResults({ workflow, before: isMore ? known.next : null }, signal);
    return isMore ? continued(known, page) : renewed(known, page, wasGone);
  }

  /** As deep as the list is known, for what came back somewhere in it. */
  async function readAll(wasGone: (id: string) => boolean, signal: AbortSignal): Promise<Known> {
    const oldest = known.items.at(-1);
    let read: Known = { items: [], next: null };
    do {
      const asked = { workflow, before: read.next, limit: ALL_LIMIT };
      read = continued(read, await listResults(asked, signal));
    } while (read.next !== null && oldest !== undefined && isAbove(read.items.at(-1), oldest));
    const gone = known.items.filter(({ id }) => wasGone(id));
    return continued({ items: gone, next: null }, read);
  }

  async function work(): Promise<void> {
    const mine = new AbortController();
    running = mine;
    for (const question of wanted) {
      wanted.delete(question);
      try {
        const now = await answer(question, mine.signal);
        if (mine.signal.aborted) return;
        known = now;
        isLoaded = true;
        unanswered.delete(question);
        if (question === 'all') unanswered.delete('newest');
        if (unanswered.size === 0) trouble = null;
      } catch (error) {
        if (mine.signal.aborted) return;
        trouble = error instanceof ApiError && error.status === SIGNED_OUT ? 'ended' : 'failed';
        for (const left of [question, ...wanted]) unanswered.add(left);
        wanted.clear();
      }
      changed();
    }
    running = null;
  }

  function ask(...questions: readonly Question[]): void {
    for (const question of questions) wanted.add(question);
    if (running === null) void work();
  }

  const refresh = (): void => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      ask('newest');
    }, GATHER_MS);
  };

  function retry(): void {
    const questions = [...unanswered];
    unanswered.clear();
    trouble = null;
    ask(...questions);
    changed();
  }

  function show(id: string): void {
    if (known.items.some((item) => item.id === id)) refresh();
    else ask('all');
    changed();
  }

  function restored(id: string): void {
    hidden.delete(id);
    trashed.delete(id);
    show(id);
  }

  const stops = [
    live.on('connected', () => {
      // What came out of the trash meanwhile was not told: those are looked up when they come back.
      known = { ...known, items: known.items.filter(({ id }) => !isGone(id)) };
      hidden.clear();
      trashed.clear();
      unanswered.delete('newest');
      retry();
      refresh();
    }),
    live.on('generation', ({ change, generationId }) => {
      if (change === 'restored') restored(generationId);
      else if (change !== 'deleted') refresh();
      else {
        trashed.add(generationId);
        changed();
      }
    }),
  ];
  ask('newest');

  return {
    get items() {
      return known.items.filter(({ id }) => !isGone(id));
    },
    get state() {
      return trouble ?? (isLoaded ? 'ready' : 'loading');
    },
    loadMore() {
      if (running === null && trouble === null && known.next !== null) ask('more');
    },
    retry,
    filter(asked) {
      if (asked === workflow) return;
      workflow = asked;
      known = { items: [], next: null };
      isLoaded = false;
      trouble = null;
      running?.abort();
      running = null;
      wanted.clear();
      unanswered.clear();
      ask('newest');
      changed();
    },
    hide(id) {
      hidden.add(id);
      changed();
    },
    unhide(id) {
      hidden.delete(id);
      if (trashed.has(id)) return;
      show(id);
    },
    restored,
    close() {
      running?.abort();
      wanted.clear();
      clearTimeout(gathering);
      for (const stop of stops) stop();
    },
  };
}

const isAbove = (one: ResultItem | undefined, other: ResultItem): boolean =>
  one !== undefined && isBehind(other, one);
