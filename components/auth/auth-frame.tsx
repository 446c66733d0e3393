'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { LanguageSwitch } from '@/components/preferences/language-switch';
import { ThemeSwitch } from '@/components/preferences/theme-switch';
import { Logo } from '@/components/shell/logo';
import { cx } from '@/components/ui/cx';

import styles from './auth-frame.module.css';

/** The quiet page before one is in: mark, card, language and theme. */
export function AuthFrame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations('common');
  return (
    <div className={cx('atelier', styles['page'])}>
      <main className={styles['main']}>
        <div className={styles['brand']}>
          <Logo size={36} />
          {t('product')}
        </div>
        <div className={styles['card']}>{children}</div>
      </main>
      <footer className={styles['foot']}>
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </div>
  );
}
