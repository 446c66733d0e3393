'use client';

import { CircleStop, Clock, MoreHorizontal, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { WorkspaceRow } from '@/components/api/types';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Menu, MenuItem, MenuRule } from '@/components/ui/menu';

import { useAct } from '../console/use-act';

const HOURS = [1, 4, 12] as const;
const MINUTES = 60;

/** Extend a workspace, take that back, or end it. */
export function WorkspaceActions({ workspace }: { readonly workspace: WorkspaceRow }) {
  const t = useTranslations('consoleWorkspaces');
  const [asking, setAsking] = useState(false);
  const { act, busy } = useAct(() => setAsking(false));
  const { id, user, device, extendedUntil } = workspace;
  const path = `/workspaces/${id}`;
  const name = user?.email ?? (device === '' ? id.slice(0, 8) : device);
  const extend = (minutes: number): void =>
    act({
      ...{ path, method: 'PATCH', body: { minutes } },
      done: t(minutes === 0 ? 'takenBack' : 'extendedDone', { name }),
      ...(minutes > 0 && { undo: { label: t('undo'), act: () => extend(0) } }),
    });
  return (
    <>
      <Menu
        trigger={
          <Button size="small" icon aria-label={t('actionsFor', { name })}>
            <MoreHorizontal aria-hidden />
          </Button>
        }
      >
        {HOURS.map((hours) => (
          <MenuItem key={hours} onSelect={() => extend(hours * MINUTES)}>
            <Clock aria-hidden />
            {t('extend', { hours })}
          </MenuItem>
        ))}
        {extendedUntil !== null && (
          <MenuItem onSelect={() => extend(0)}>
            <Undo2 aria-hidden />
            {t('takeBack')}
          </MenuItem>
        )}
        <MenuRule />
        <MenuItem danger onSelect={() => setAsking(true)}>
          <CircleStop aria-hidden />
          {t('end')}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('endAsk', { name })}
        text={t('endText')}
        act={t('end')}
        danger
        busy={busy}
        onConfirm={() => act({ path, method: 'DELETE', done: t('endDone', { name }) })}
      />
    </>
  );
}
