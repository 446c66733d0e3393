'use client';

import { useTranslations } from 'use-intl';

import type { IssuedSecret, UserRow } from '@/components/api/types';

import { useAct } from '../console/use-act';

export type UserAct = 'disable' | 'enable' | 'sign-out' | 'reset-password' | 'keep';

const DONE = {
  disable: 'disabledDone',
  enable: 'enabledDone',
  'sign-out': 'signedOutDone',
  'reset-password': null,
  keep: 'keptDone',
} as const;

/** @param onDone gets the link of a reset, or null */
export function useUserAct(
  user: UserRow,
  onDone: (issued: IssuedSecret | null) => void,
): { readonly act: (act: UserAct) => void; readonly busy: boolean } {
  const t = useTranslations('consoleUsers');
  const { act, busy } = useAct<IssuedSecret>((answer) =>
    onDone(answer.link === undefined ? null : answer),
  );
  return {
    busy,
    act(name) {
      const text = DONE[name];
      const done = text === null ? {} : { done: t(text, { name: user.name }) };
      act({ path: `/users/${user.id}/${name}`, ...done });
    },
  };
}
