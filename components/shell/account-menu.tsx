'use client';

import { LogOut, UserRound } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';

import { LOCALE_NAMES, LOCALES } from '@/components/i18n/locales';
import { THEMES } from '@/components/preferences/cookies';
import { useLanguage } from '@/components/preferences/use-language';
import { useTheme } from '@/components/preferences/use-theme';
import { Menu, MenuChoice, MenuItem, MenuRule } from '@/components/ui/menu';

import type { Person } from './app-header';
import styles from './app-header.module.css';
import { useSignOut } from './use-sign-out';

/** Who is signed in, language, theme, account, sign-out. */
export function AccountMenu({ person }: { readonly person: Person }) {
  const t = useTranslations('menu');
  const themeText = useTranslations('theme');
  const languageText = useTranslations('language');
  const [theme, chooseTheme] = useTheme();
  const [locale, chooseLocale] = useLanguage();
  const signOut = useSignOut();
  return (
    <Menu
      trigger={
        <button
          type="button"
          className={styles['avatar']}
          aria-label={t('open', { name: person.name })}
        >
          {Array.from(person.name)[0]}
        </button>
      }
    >
      <div className={styles['who']}>
        <span>{person.name}</span>
        <span className={styles['mail']}>{person.email}</span>
      </div>
      <MenuItem asChild>
        <Link href="/account">
          <UserRound aria-hidden />
          {t('account')}
        </Link>
      </MenuItem>
      <MenuRule />
      <MenuChoice
        label={languageText('label')}
        value={locale}
        options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
        onChoose={chooseLocale}
      />
      <MenuChoice
        label={themeText('label')}
        value={theme}
        options={THEMES.map((value) => ({ value, label: themeText(value) }))}
        onChoose={chooseTheme}
      />
      <MenuRule />
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden />
        {t('signOut')}
      </MenuItem>
    </Menu>
  );
}
