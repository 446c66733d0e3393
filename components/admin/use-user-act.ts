'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { IssuedPassword, UserRow } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';

export type UserAct = 'disable' | 'enable' | 'sign-out' | 'reset-password';

const DONE = {
  disable: 'disabledDone',
  enable: 'enabled',
  'sign-out': 'signedOut',
  'reset-password': null,
} as const;

/** @param onDone gets the one-time password of a reset, or null */
export function useUserAct(
  user: UserRow,
  onDone: (issued: IssuedPassword | null) => void,
): { readonly act: (act: UserAct) => void; readonly busy: boolean } {
  const t = useTranslations('admin');
  const errorText = useErrorText();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (act: UserAct) =>
      fetchJson<Partial<IssuedPassword> & { user: UserRow }>(`/api/admin/users/${user.id}/${act}`, {
        method: 'POST',
      }),
    onSuccess: async ({ oneTimePassword, user: changed }, act) => {
      const text = DONE[act];
      if (text !== null) toast.success(t(text, { name: user.name }));
      onDone(oneTimePassword === undefined ? null : { user: changed, oneTimePassword });
      await queries.invalidateQueries({ queryKey: ['admin'] });
    },
    onError: (error) => toast.error(errorText(error)),
  });
  return { act: mutate, busy: isPending };
}
