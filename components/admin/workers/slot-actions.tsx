'use client';

import { Ban, CirclePlay, Flame, MoreHorizontal, PauseCircle, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { SlotRow } from '@/components/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu, MenuItem, MenuRule } from '@/components/ui/menu';

import { useAct } from '../console/use-act';

const QUESTIONS = {
  restart: { title: 'restartAsk', text: 'restartText', act: 'restart' },
  disable: { title: 'disableAsk', text: 'disableText', act: 'disable' },
} as const;
type Question = keyof typeof QUESTIONS;

/** What can be ordered of a slot; a drained or disabled one can be opened again. */
export function SlotActions({ slot }: { readonly slot: SlotRow }) {
  const t = useTranslations('consoleWorkers');
  const [asked, setAsked] = useState<Question>('restart');
  const [open, setOpen] = useState(false);
  const { act, busy } = useAct(() => setOpen(false));
  const order = (name: 'enable' | 'drain' | 'preheat' | Question): void =>
    act({
      path: `/slots/${encodeURIComponent(slot.id)}/${name}`,
      done: t('ordered', { slot: slot.id }),
      ...(name === 'drain' || name === 'disable'
        ? { undo: { label: t('undo'), act: () => order('enable') } }
        : {}),
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
          <Button size="small" icon aria-label={t('actionsFor', { slot: slot.id })}>
            <MoreHorizontal aria-hidden />
          </Button>
        }
      >
        {slot.wanted !== 'enabled' && (
          <MenuItem onSelect={() => order('enable')}>
            <CirclePlay aria-hidden />
            {t('open')}
          </MenuItem>
        )}
        {slot.wanted === 'enabled' && (
          <MenuItem onSelect={() => order('drain')}>
            <PauseCircle aria-hidden />
            {t('drain')}
          </MenuItem>
        )}
        <MenuItem disabled={slot.wanted === 'disabled'} onSelect={() => order('preheat')}>
          <Flame aria-hidden />
          {t('preheat')}
        </MenuItem>
        <MenuItem onSelect={() => ask('restart')}>
          <RotateCw aria-hidden />
          {t('restart')}
        </MenuItem>
        <MenuRule />
        <MenuItem danger disabled={slot.wanted === 'disabled'} onSelect={() => ask('disable')}>
          <Ban aria-hidden />
          {t('disable')}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t(question.title, { slot: slot.id })}
        text={t(question.text)}
        act={t(question.act)}
        danger
        busy={busy}
        onConfirm={() => order(asked)}
      />
    </>
  );
}
