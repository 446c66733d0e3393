import './atelier.css';

import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';

import { MESSAGES } from '@/components/i18n/messages';
import { Providers } from '@/components/shell/providers';

import { readPreferences } from './_server/preferences';
import styles from './layout.module.css';

export const metadata: Metadata = {
  title: { default: 'Atelier', template: '%s · Atelier' },
  icons: { icon: '/icon.svg' },
  robots: { index: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fffefc' },
    { media: '(prefers-color-scheme: dark)', color: '#1b1a18' },
  ],
};

/** Language and theme are set by the server, from cookies, so nothing flashes and no script is needed. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const { locale, theme, timeZone } = await readPreferences();
  return (
    <html lang={locale} data-theme={theme} suppressHydrationWarning>
      <body className={styles['body']} suppressHydrationWarning>
        <Providers
          locale={locale}
          messages={MESSAGES[locale]}
          timeZone={timeZone}
          now={new Date().toISOString()}
        >
          {children}
        </Providers>
      </body>
    </html>
  );
}
