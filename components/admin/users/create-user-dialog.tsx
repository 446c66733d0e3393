'use client';

import { useTranslations } from 'use-intl';

import type { IssuedSecret } from '@/components/api/types';
import { Dialog } from '@/components/ui/dialog';

import { CreateUserForm } from './create-user-form';

interface CreateUserDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onIssued: (issued: IssuedSecret) => void;
}

export function CreateUserDialog({ open, onOpenChange, onIssued }: CreateUserDialogProps) {
  const t = useTranslations('consoleUsers');
  const created = (issued: IssuedSecret): void => {
    onOpenChange(false);
    onIssued(issued);
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('create')} text={t('createText')}>
      <CreateUserForm onCancel={() => onOpenChange(false)} onCreated={created} />
    </Dialog>
  );
}
