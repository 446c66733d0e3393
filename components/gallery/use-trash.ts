'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { GalleryItem } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';

import { withItem, without, type GalleryData } from './gallery-cache';
import { GALLERY_KEY } from './use-gallery';

const UNDO_MS = 10_000;

/**
 * Moves an item to the trash at once and offers to bring it back. What the server refuses is put
 * back by itself.
 */
export function useTrash(): (item: GalleryItem) => void {
  const t = useTranslations('gallery');
  const queries = useQueryClient();
  const errorText = useErrorText();

  return useCallback(
    (item) => {
      const { id, filename } = item;
      const show = (change: (data: GalleryData) => GalleryData): void => {
        queries.setQueryData<GalleryData>(GALLERY_KEY, (data) => data && change(data));
      };
      const restore = async (): Promise<void> => {
        try {
          await fetchJson<undefined>(`/api/generations/${id}/restore`, { method: 'POST' });
          show((data) => withItem(data, item));
          toast.success(t('restored', { filename }));
        } catch (error) {
          toast.error(t('restoreFailed', { filename, reason: errorText(error) }));
        }
      };
      const remove = async (): Promise<void> => {
        show((data) => without(data, id));
        try {
          await fetchJson<undefined>(`/api/generations/${id}`, { method: 'DELETE' });
          toast(t('moved', { filename }), {
            duration: UNDO_MS,
            action: { label: t('undo'), onClick: () => void restore() },
          });
        } catch (error) {
          show((data) => withItem(data, item));
          toast.error(t('deleteFailed', { filename, reason: errorText(error) }));
        }
      };
      void remove();
    },
    [t, queries, errorText],
  );
}
