/** What the panel asks our API for; the session's cookie goes with it. */
import { failureOf } from '@/components/api/fetch-json';
import type { GenerationGraph } from '@/components/studio/editor-graphs';
import type { ResultItem, ResultPage } from '@/lib/domain/result-item';

const BASE = '/studio/api/view';

async function ask<T>(path: string, method = 'GET'): Promise<T> {
  const answer = await fetch(path, { method });
  if (!answer.ok) throw await failureOf(answer);
  return (await answer.json().catch(() => null)) as T;
}

/** @param workflow the editor's id of a workflow; null: of all */
export function listResults(workflow: string | null, before: string | null): Promise<ResultPage> {
  const query = new URLSearchParams();
  if (workflow !== null) query.set('workflow', workflow);
  if (before !== null) query.set('before', before);
  return ask(`/api/results?${query.toString()}`);
}

export const readGraph = (id: string): Promise<GenerationGraph> =>
  ask(`/api/generations/${id}/graph`);
export const removeResult = (id: string): Promise<unknown> =>
  ask(`/api/generations/${id}`, 'DELETE');
export const restoreResult = (id: string): Promise<unknown> =>
  ask(`/api/generations/${id}/restore`, 'POST');

export const originalUrl = ({ id }: ResultItem): string => `${BASE}?generation=${id}`;

/** Never changes under its address, so that it is asked for once. */
export const thumbnailUrl = ({ id }: ResultItem, width: number): string =>
  `${BASE}?generation=${id}&width=${width}`;

/** The largest picture at hand that browsers show: a thumbnail, or the original. */
export function largeUrl(result: ResultItem): string {
  const width = result.thumbWidths.at(-1);
  return width === undefined ? originalUrl(result) : thumbnailUrl(result, width);
}
