/** What the panel asks our API for; the session's cookie goes with it. */
import { failureOf } from '@/components/api/fetch-json';
import type { GenerationGraph } from '@/components/studio/editor-graphs';
import type { ResultItem, ResultPage } from '@/lib/domain/result-item';

const BASE = '/studio/api/view';

/** A connection that died without a word, as when a laptop slept, is waited for no longer. */
const PATIENCE_MS = 30_000;

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(path, init);
  if (!answer.ok) throw await failureOf(answer);
  return (await answer.json().catch(() => null)) as T;
}

interface ListQuery {
  /** The editor's id of a workflow; null: of all. */
  readonly workflow: string | null;
  /** `next` of an earlier page; null: from the newest. */
  readonly before: string | null;
  readonly limit?: number;
}

export function listResults(
  { workflow, before, limit }: ListQuery,
  signal: AbortSignal,
): Promise<ResultPage> {
  const query = new URLSearchParams();
  if (workflow !== null) query.set('workflow', workflow);
  if (before !== null) query.set('before', before);
  if (limit !== undefined) query.set('limit', String(limit));
  return ask(`/api/results?${query.toString()}`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
}

export const readGraph = (id: string): Promise<GenerationGraph> =>
  ask(`/api/generations/${id}/graph`);
export const removeResult = (id: string): Promise<unknown> =>
  ask(`/api/generations/${id}`, { method: 'DELETE' });
export const restoreResult = (id: string): Promise<unknown> =>
  ask(`/api/generations/${id}/restore`, { method: 'POST' });

export const originalUrl = ({ id }: ResultItem): string => `${BASE}?generation=${id}`;

/** Never changes under its address, so that it is asked for once. */
export const thumbnailUrl = ({ id }: ResultItem, width: number): string =>
  `${BASE}?generation=${id}&width=${width}`;

/** The largest picture at hand that browsers show: a thumbnail, or the original. */
export function largeUrl(result: ResultItem): string {
  const width = result.thumbWidths.at(-1);
  return width === undefined ? originalUrl(result) : thumbnailUrl(result, width);
}
