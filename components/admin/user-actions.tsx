'use client';

import { Ban, CircleCheck, KeyRound, LogOut, MoreHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { IssuedPassword, UserRow } from '@/components/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu, MenuItem, MenuRule } from '@/components/ui/menu';

import { useUserAct } from './use-user-act';

interface UserActionsProps {
  readonly user: UserRow;
  readonly self: boolean;
  readonly onIssued: (issued: IssuedPassword) => void;
}

/** Acts that end sessions are asked about first. */
const QUESTIONS = {
  disable: { title: 'disableAsk', text: 'disableText', act: 'disable' },
  'sign-out': { title: 'signOutAsk', text: 'signOutText', act: 'signOut' },
  'reset-password': { title: 'resetAsk', text: 'resetText', act: 'reset' },
} as const;
type Question = keyof typeof QUESTIONS;

/** What an admin can do with a user. */
export function UserActions({ user, self, onIssued }: UserActionsProps) {
  const t = useTranslations('admin');
  const [asked, setAsked] = useState<Question>('sign-out');
  const [open, setOpen] = useState(false);
  const { act, busy } = useUserAct(user, (issued) => {
    setOpen(false);
    if (issued !== null) onIssued(issued);
  });
  const ask = (question: Question): void => {
    setAsked(question);
    setOpen(true);
  };
  const question = QUESTIONS[asked];
  return (
    <>
      <Menu
        trigger={
          <Button size="small" icon aria-label={t('actionsFor', { name: user.name })}>
            <MoreHorizontal aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => ask('reset-password')}>
          <KeyRound aria-hidden />
          {t('reset')}
        </MenuItem>
        <MenuItem onSelect={() => ask('sign-out')}>
          <LogOut aria-hidden />
          {t('signOut')}
        </MenuItem>
        <MenuRule />
        {user.status === 'active' ? (
          <MenuItem danger disabled={self} onSelect={() => ask('disable')}>
            <Ban aria-hidden />
            {t('disable')}
          </MenuItem>
        ) : (
          <MenuItem onSelect={() => act('enable')}>
            <CircleCheck aria-hidden />
            {t('enable')}
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t(question.title, { name: user.name })}
        text={t(question.text)}
        act={t(question.act)}
        danger
        busy={busy}
        onConfirm={() => act(asked)}
      />
    </>
  );
}
