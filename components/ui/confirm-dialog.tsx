'use client';

import { useTranslations } from 'use-intl';

import { Button } from './button';
import { Dialog, DialogActions } from './dialog';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly text: string;
  /** The act by its name, such as "Disable". */
  readonly act: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
}

/** Asks before an act that others will feel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations('common');
  const { act, danger = false, busy = false, onConfirm, ...dialog } = props;
  return (
    <Dialog {...dialog}>
      <DialogActions>
        <Button onClick={() => dialog.onOpenChange(false)}>{t('cancel')}</Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
          {act}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
