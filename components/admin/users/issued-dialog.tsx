'use client';

import { useTranslations } from 'use-intl';

import type { IssuedSecret } from '@/components/api/types';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { Dialog, DialogActions } from '@/components/ui/dialog';

interface IssuedDialogProps {
  readonly issued: IssuedSecret | null;
  readonly onClose: () => void;
}

/** Shows a one-time password or link this once; a press beside the dialog does not lose it. */
export function IssuedDialog({ issued, onClose }: IssuedDialogProps) {
  const t = useTranslations('consoleUsers');
  if (issued === null) return null;
  const { user, oneTimePassword, link } = issued;
  const isLink = link !== undefined;
  return (
    <Dialog
      open
      sticky
      onOpenChange={(open) => !open && onClose()}
      title={t(isLink ? 'linkTitle' : 'passwordTitle', { name: user.name })}
      text={t(isLink ? 'linkText' : 'passwordText')}
    >
      <CopyText
        large={!isLink}
        label={t(isLink ? 'linkLabel' : 'passwordLabel')}
        text={isLink ? window.location.origin + link.path : (oneTimePassword ?? '')}
      />
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {t('issuedClose')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
