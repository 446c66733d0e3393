/** The studio's panel of results: as few facts as it shows, no storage keys, no signed addresses. */
import type { Generation } from '@/lib/domain/generation';
import type { ResultItem, ResultPage } from '@/lib/domain/result-item';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { GenerationId } from '@/lib/kernel/ids';
import type { ResultPlace, ResultRepository } from '@/prisma-free-db/repositories/results';

export interface ResultQuery {
  /** The editor's id of a workflow; null: all. */
  readonly workflow: string | null;
  /** `next` of an earlier page; null: from the newest. */
  readonly before: string | null;
  readonly limit: number;
}

/** @throws AppError `invalid_input` for a `before` that no page gave */
export async function listResults(
  { results }: { readonly results: ResultRepository },
  { userId }: Caller,
  { workflow, before, limit }: ResultQuery,
): Promise<ResultPage> {
  const place = before === null ? null : placeOf(before);
  const found = await results.list(userId, workflow, place, limit + 1);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    next: last === undefined || found.length <= limit ? null : textOf(last),
  };
}

function toItem(generation: Generation): ResultItem {
  const { id, promptId, filename, subfolder, mediaType, prompt, width, height } = generation;
  return {
    ...{ id, promptId, filename, subfolder, mediaType, prompt, width, height },
    createdAt: generation.createdAt.toISOString(),
    thumbWidths: generation.thumbs.map((thumb) => thumb.width),
  };
}

const PLACE = /^(\d{1,15})-([0-9a-f]{32})$/;

const textOf = ({ createdAt, id }: ResultPlace): string => `${createdAt.getTime()}-${id}`;

function placeOf(text: string): ResultPlace {
  const [, time, id] = PLACE.exec(text) ?? [];
  if (time === undefined || id === undefined) {
    throw new AppError('invalid_input', 'query.before: want the "next" of an earlier answer', {
      reason: 'list_moved',
    });
  }
  return { createdAt: new Date(Number(time)), id: id as GenerationId };
}
