'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { LiveUpdates } from '@/components/gallery/live-updates';
import { LiveProvider } from '@/components/live/live-provider';
import { cx } from '@/components/ui/cx';

import type { Announcement } from '@/lib/domain/settings';

import { AnnouncementBar } from './announcement-bar';
import { AppHeader, type Person } from './app-header';
import styles from './app-shell.module.css';

interface AppShellProps {
  readonly person: Person;
  readonly announcement: Announcement | null;
  /** Stays mounted from page to page, between header and page: the studio's editor. */
  readonly studio: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every signed-in page. */
export function AppShell({ person, announcement, studio, children }: AppShellProps) {
  const t = useTranslations('common');
  return (
    <LiveProvider>
      <LiveUpdates />
      <div className={styles['shell']} data-frame>
        <a className={cx('atelier', styles['skip'])} href="#content">
          {t('skip')}
        </a>
        <AppHeader person={person} />
        <AnnouncementBar announcement={announcement} />
        {studio}
        <main id="content" className={cx('atelier', styles['main'])} tabIndex={-1}>
          {children}
        </main>
      </div>
    </LiveProvider>
  );
}
