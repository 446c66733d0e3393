'use client';

import { Ban, CircleCheck, KeyRound, LogOut, MoreHorizontal, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { IssuedSecret, UserRow } from '@/components/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu, MenuItem, MenuRule } from '@/components/ui/menu';

import { RemoveUserDialog } from './remove-user-dialog';
import { useUserAct } from './use-user-act';

interface UserActionsProps {
  readonly user: UserRow;
  readonly self: boolean;
  readonly onIssued: (issued: IssuedSecret) => void;
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
  const t = useTranslations('consoleUsers');
  const [asked, setAsked] = useState<Question>('sign-out');
  const [open, setOpen] = useState(false);
  const [removing, setRemoving] = useState(false);
  const { act, busy } = useUserAct(user, (issued) => {
    setOpen(false);
    if (issued !== null) onIssued(issued);
  });
  const ask = (question: Question): void => {
    setAsked(question);
    setOpen(true);
  };
  const question = QUESTIONS[asked];
  const trigger = (
    <Button size="small" icon aria-label={t('actionsFor', { name: user.name })}>
      <MoreHorizontal aria-hidden />
    </Button>
  );
  if (user.status === 'leaving') {
    return (
      <Menu trigger={trigger}>
        <MenuItem onSelect={() => act('keep')}>
          <Undo2 aria-hidden />
          {t('keep')}
        </MenuItem>
      </Menu>
    );
  }
  return (
    <>
      <Menu trigger={trigger}>
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
        <MenuItem danger disabled={self} onSelect={() => setRemoving(true)}>
          <Trash2 aria-hidden />
          {t('remove')}
        </MenuItem>
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
      <RemoveUserDialog
        user={user}
        open={removing}
        onOpenChange={setRemoving}
        onUndo={() => act('keep')}
      />
    </>
  );
}
