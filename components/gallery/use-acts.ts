'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem } from '@/lib/domain/gallery-item';
import { useErrorText } from '@/components/api/use-error-text';

import {
  changeInLists,
  noteChanges,
  putBack,
  removeFromLists,
  settleItems,
  standingIn,
} from './gallery-lists';
import { renewLists } from './gallery-queries';

const UNDO_MS = 10_000;
/** The most that one call takes. */
const AT_ONCE = 500;

type MarkAct = 'favourite' | 'unfavourite' | 'tag' | 'untag';
type MoveAct = 'trash' | 'restore' | 'remove';

export interface Acts {
  readonly mark: (items: readonly GalleryItem[], act: MarkAct, tag?: string) => void;
  /** Into the trash, with a way back. */
  readonly trash: (items: readonly GalleryItem[]) => void;
  readonly restore: (items: readonly GalleryItem[]) => void;
  /** For ever. */
  readonly remove: (items: readonly GalleryItem[]) => Promise<void>;
  /** Saves the originals: one as it is, several as a ZIP file. */
  readonly download: (items: readonly GalleryItem[]) => void;
}

const idsOf = (items: readonly GalleryItem[]): string[] => items.map(({ id }) => id);

/** @returns what was not done, and why; null when all is done */
async function send(
  ids: readonly string[],
  act: string,
  tag?: string,
): Promise<{ readonly refused: ReadonlySet<string>; readonly reason: unknown } | null> {
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const batch = ids.slice(start, start + AT_ONCE);
    const body = { act, ids: batch, ...(tag !== undefined && { tag }) };
    try {
      await fetchJson<unknown>('/api/generations/bulk', { method: 'POST', body });
    } catch (reason) {
      return { refused: new Set(ids.slice(start)), reason };
    }
  }
  return null;
}

/**
 * What can be done with results. It shows at once; what the server refuses is put back as it was, and
 * is told.
 */
export function useActs(): Acts {
  const t = useTranslations('gallery');
  const queries = useQueryClient();
  const errorText = useErrorText();

  const perform = useCallback(
    async (items: readonly GalleryItem[], act: MarkAct | MoveAct, tag?: string) => {
      const ids = idsOf(items);
      const named = new Set(ids);
      const isMove = act === 'trash' || act === 'restore' || act === 'remove';
      const standing = standingIn(queries, named);
      if (isMove) removeFromLists(queries, named);
      else changeInLists(queries, named, (item) => marked(item, act, tag));
      const changesSince = noteChanges(queries);
      const failure = await send(ids, act, tag);
      const since = changesSince();
      if (failure !== null) {
        const { refused, reason } = failure;
        putBack(queries, standing, { ids: refused, isMove }, since);
        toast.error(t('actFailed', { count: refused.size, reason: errorText(reason) }));
      }
      if (act === 'restore') {
        const restored = items.filter(({ id }) => failure?.refused.has(id) !== true);
        settleItems(
          queries,
          restored.map((item) => ({ ...item, deletedAt: null })),
        );
      }
      void renewLists(queries);
      for (const id of ids.slice(0, 1))
        void queries.invalidateQueries({ queryKey: ['generation', id] });
      if (act === 'tag' || act === 'untag')
        void queries.invalidateQueries({ queryKey: ['facets'] });
      return failure === null;
    },
    [queries, t, errorText],
  );

  return useMemo((): Acts => {
    const told = (items: readonly GalleryItem[]) => ({
      count: items.length,
      filename: items[0]?.filename ?? '',
    });
    const restore = async (items: readonly GalleryItem[]): Promise<void> => {
      if (await perform(items, 'restore')) toast.success(t('restored', told(items)));
    };
    const trash = async (items: readonly GalleryItem[]): Promise<void> => {
      if (!(await perform(items, 'trash'))) return;
      toast(t('moved', told(items)), {
        duration: UNDO_MS,
        action: { label: t('undo'), onClick: () => void restore(items) },
      });
    };
    const remove = async (items: readonly GalleryItem[]): Promise<void> => {
      if (await perform(items, 'remove')) toast.success(t('removed', told(items)));
    };
    const download = async (items: readonly GalleryItem[]): Promise<void> => {
      const [first] = items;
      if (first === undefined) return;
      if (items.length === 1) {
        save(first.downloadUrl, first.filename);
        return;
      }
      try {
        const { url } = await fetchJson<{ url: string }>('/api/downloads', {
          method: 'POST',
          body: { ids: idsOf(items) },
        });
        save(url, '');
      } catch (error) {
        toast.error(t('downloadFailed', { reason: errorText(error) }));
      }
    };
    return {
      mark: (items, act, tag) => void perform(items, act, tag),
      trash: (items) => void trash(items),
      restore: (items) => void restore(items),
      remove,
      download: (items) => void download(items),
    };
  }, [perform, t, errorText]);
}

function marked(item: GalleryItem, act: MarkAct, tag = ''): GalleryItem {
  switch (act) {
    case 'favourite':
    case 'unfavourite':
      return { ...item, favourite: act === 'favourite' };
    case 'tag':
      return item.tags.includes(tag) ? item : { ...item, tags: [...item.tags, tag] };
    case 'untag':
      return { ...item, tags: item.tags.filter((one) => one !== tag) };
  }
}

/** As if one had pressed a link: the page stays. */
function save(url: string, filename: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  document.body.append(link);
  link.click();
  link.remove();
}
