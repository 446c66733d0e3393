/** The language of our pages, for scripts of ours in a page that is the editor's. */
import { chooseLocale, LOCALE_COOKIE, type Locale } from './locales';

function cookie(name: string): string | undefined {
  const found = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`));
  return found === undefined ? undefined : decodeURIComponent(found.slice(name.length + 1));
}

export const documentLocale = (): Locale =>
  chooseLocale(cookie(LOCALE_COOKIE), navigator.languages.join(','));
