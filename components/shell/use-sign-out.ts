'use client';

import { useCallback } from 'react';
import { toast } from 'sonner';

import { fetchJson } from '@/components/api/fetch-json';
import { useErrorText } from '@/components/api/use-error-text';
import { clearEditorStorage } from '@/components/studio/editor-storage';

/**
 * Ends this session and leaves by a full load, so that nothing of the person stays in the page: the
 * editor cannot be unmounted, and the caches hold pictures.
 */
export function useSignOut(): () => Promise<void> {
  const errorText = useErrorText();
  return useCallback(async () => {
    try {
      await fetchJson('/api/auth/logout', { method: 'POST' });
      clearEditorStorage();
      window.location.assign('/sign-in');
    } catch (error) {
      toast.error(errorText(error));
    }
  }, [errorText]);
}
