/** The panel's texts in the language of our pages, not of the editor. */
import { panel as english } from '@/components/i18n/messages/en.json';
import { panel as chinese } from '@/components/i18n/messages/zh-CN.json';
import { chooseLocale, LOCALE_COOKIE } from '@/components/i18n/locales';

export type PanelText = keyof typeof english;

function cookie(name: string): string | undefined {
  const found = document.cookie.split('; ').find((one) => one.startsWith(`${name}=`));
  return found === undefined ? undefined : decodeURIComponent(found.slice(name.length + 1));
}

export const locale = chooseLocale(cookie(LOCALE_COOKIE), navigator.languages.join(','));
const texts = locale === 'zh-CN' ? chinese : english;

/** @param values for the `{names}` in the text */
export function text(name: PanelText, values: Readonly<Record<string, string>> = {}): string {
  return texts[name].replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}
