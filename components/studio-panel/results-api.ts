/** What the panel asks our API for; the session's cookie goes with it. */
import type { GenerationGraph } from '@/components/studio/editor-graphs';
import type { MediaType } from '@/lib/domain/generation';

/** One of the caller's results, as `GET /api/results` gives it. */
export interface PanelResult {
  readonly id: string;
  readonly filename: string;
  readonly subfolder: string;
  readonly mediaType: MediaType;
  readonly prompt: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly createdAt: string;
  /** Widths of its thumbnails, smallest first; empty until they are made. */
  readonly thumbWidths: readonly number[];
}

export interface ResultPage {
  readonly items: readonly PanelResult[];
  /** For the next call; null at the end. */
  readonly next: string | null;
}

const BASE = '/studio/api/view';

async function ask<T>(path: string, method = 'GET'): Promise<T> {
  const answer = await fetch(path, { method });
  const body = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
  if (!answer.ok) throw new Error(body?.error?.message ?? `HTTP ${answer.status}`);
  return body as T;
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

export const originalUrl = ({ id }: PanelResult): string => `${BASE}?generation=${id}`;

/** Never changes under its address, so that it is asked for once. */
export const thumbnailUrl = ({ id }: PanelResult, width: number): string =>
  `${BASE}?generation=${id}&width=${width}`;

/** The largest picture at hand that browsers show: a thumbnail, or the original. */
export function largeUrl(result: PanelResult): string {
  const width = result.thumbWidths.at(-1);
  return width === undefined ? originalUrl(result) : thumbnailUrl(result, width);
}
