'use client';

import { useTranslations } from 'use-intl';

import type { IssuedPassword } from '@/components/api/types';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { Dialog, DialogActions } from '@/components/ui/dialog';

interface IssuedPasswordDialogProps {
  readonly issued: IssuedPassword | null;
  readonly onClose: () => void;
}

/** Shows a one-time password this once; a press beside the dialog does not lose it. */
export function IssuedPasswordDialog({ issued, onClose }: IssuedPasswordDialogProps) {
  const t = useTranslations('admin');
  if (issued === null) return null;
  return (
    <Dialog
      open
      sticky
      onOpenChange={(open) => !open && onClose()}
      title={t('issuedTitle', { name: issued.user.name })}
      text={t('issuedText')}
    >
      <CopyText large label={t('issuedLabel')} text={issued.oneTimePassword} />
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {t('issuedClose')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
