'use client';

import { Toaster } from 'sonner';
import { useTranslations } from 'use-intl';

import { cx } from '@/components/ui/cx';

import styles from './notifications.module.css';

/** Where short notices appear; Alt+T moves the focus there. */
export function Notifications() {
  const t = useTranslations('common');
  return (
    <Toaster
      className={cx('atelier', styles['layer'])}
      position="bottom-center"
      theme="light"
      containerAriaLabel={t('notifications')}
      toastOptions={{ closeButtonAriaLabel: t('close') }}
    />
  );
}
