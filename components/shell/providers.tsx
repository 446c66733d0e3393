'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { IntlProvider } from 'use-intl';

import { ApiError } from '@/components/api/fetch-json';
import type { Locale } from '@/components/i18n/locales';
import type { Messages } from '@/components/i18n/messages';
import { keepChoice, TIME_ZONE_COOKIE } from '@/components/preferences/cookies';

import { Notifications } from './notifications';

const RETRIES = 2;

/** Refusals stay refusals; only what may pass by itself is tried again. */
function mayPass(failures: number, error: unknown): boolean {
  const status = error instanceof ApiError ? error.status : 0;
  return failures < RETRIES && (status === 0 || status >= 500);
}

function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: mayPass, staleTime: 30_000, refetchOnWindowFocus: false } },
  });
}

interface ProvidersProps {
  readonly locale: Locale;
  readonly messages: Messages;
  /** As the browser said on its last visit; the server draws with it. */
  readonly timeZone: string;
  /** ISO 8601: when the server drew the page. */
  readonly now: string;
  readonly children: ReactNode;
}

/** What every page needs: texts, server state, notifications. */
export function Providers({ locale, messages, timeZone, now, children }: ProvidersProps) {
  const [queries] = useState(newQueryClient);
  return (
    <IntlProvider
      locale={locale}
      messages={messages}
      timeZone={useBrowserTimeZone(timeZone)}
      now={new Date(now)}
    >
      <QueryClientProvider client={queries}>
        {children}
        <Notifications />
      </QueryClientProvider>
    </IntlProvider>
  );
}

/** The first drawing agrees with the server's; the browser's own zone follows and is remembered. */
function useBrowserTimeZone(assumed: string): string {
  const [timeZone, setTimeZone] = useState(assumed);
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (actual === assumed) return;
    keepChoice(TIME_ZONE_COOKIE, actual);
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setTimeZone(actual);
  }, [assumed]);
  return timeZone;
}
