/** What a request says about how its pages should look, for server components. */
import { cookies, headers } from 'next/headers';
import { cache } from 'react';

import { chooseLocale, LOCALE_COOKIE, type Locale } from '@/components/i18n/locales';
import {
  asTheme,
  asTimeZone,
  THEME_COOKIE,
  TIME_ZONE_COOKIE,
  type Theme,
} from '@/components/preferences/cookies';

export interface Preferences {
  readonly locale: Locale;
  readonly theme: Theme;
  readonly timeZone: string;
}

export const readPreferences = cache(async (): Promise<Preferences> => {
  const [jar, header] = await Promise.all([cookies(), headers()]);
  return {
    locale: chooseLocale(jar.get(LOCALE_COOKIE)?.value, header.get('accept-language')),
    theme: asTheme(jar.get(THEME_COOKIE)?.value),
    timeZone: asTimeZone(jar.get(TIME_ZONE_COOKIE)?.value),
  };
});
