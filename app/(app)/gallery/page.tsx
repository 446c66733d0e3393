import { setTimeout as delay } from 'node:timers/promises';

import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requireCaller } from '@/app/_server/require-caller';
import { filterQuery, readFilter, type Filter } from '@/components/gallery/filter/filter-params';
import { GalleryView } from '@/components/gallery/gallery-view';
import type { FirstSlice } from '@/components/gallery/use-gallery';
import type { Caller } from '@/lib/domain/user';
import { countHistory, listHistorySlice } from '@/lib/features/gallery/list-history';
import { services } from '@/lib/http/services';

export const generateMetadata = (): Promise<Metadata> => pageTitle('gallery');

/** What comes with the document fills a large window; the browser goes on from there. */
const FIRST_SIZE = 40;
/** Pictures do not wait for a number: where counting takes longer, the browser asks for it. */
const COUNT_WAIT_MS = 80;

interface GalleryPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The list's beginning comes with the document. */
export default async function GalleryPage({ searchParams }: GalleryPageProps) {
  const given = Object.entries(await searchParams).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const params = new URLSearchParams(given);
  const query = params.toString();
  const caller = await requireCaller(query === '' ? '/gallery' : `/gallery?${query}`);
  const [first, { trashKeptDays }] = await Promise.all([
    firstSlice(caller, readFilter(params)),
    services().settings.read(),
  ]);
  return <GalleryView first={first} trashKeptDays={trashKeptDays} />;
}

/** Null where only the browser can ask: days begin when they begin where the person is. */
async function firstSlice(caller: Caller, filter: Filter): Promise<FirstSlice | null> {
  const { from, to, q, media, favourite, model, tag, workflow, trash } = filter;
  if (from !== undefined || to !== undefined) return null;
  const { db, urls, counts } = services();
  const wanted = {
    search: q,
    mediaType: media,
    workflowId: workflow,
    favourite,
    model,
    tag,
    trash,
  };
  const deps = { gallery: db.gallery, urls, counts };
  const [slice, total] = await Promise.all([
    listHistorySlice(deps, caller, wanted, '', FIRST_SIZE),
    Promise.race([countHistory(deps, caller, wanted), delay(COUNT_WAIT_MS, null)]),
  ]);
  return { query: filterQuery(filter), slice, total, drawnAt: new Date().getTime() };
}
